package io.flaghoist.service.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariablesTest {
    private final List<String> errors = new ArrayList<>();

    private Variables read(Map<String, String> environment) {
        return Variables.of(environment, List.of("TOKEN"), errors::add);
    }

    @Test
    void a_secret_may_be_in_a_file_whose_last_newline_does_not_count(@TempDir Path folder)
            throws IOException {
        for (String content : List.of(" a\nb ", " a\nb \n", " a\nb \r\n")) {
            Path file = Files.writeString(folder.resolve("token"), content);

            assertThat(read(Map.of("TOKEN_FILE", file.toString())).get("TOKEN"))
                    .isEqualTo(" a\nb ");
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void a_secret_that_is_given_twice_or_cannot_be_read_is_an_error_without_its_value(
            @TempDir Path folder) {
        read(Map.of("TOKEN", "s3cret", "TOKEN_FILE", "any"));
        read(Map.of("TOKEN_FILE", folder.resolve("absent").toString()));
        read(Map.of("TOKEN_FILE", "\0"));

        assertThat(errors).hasSize(3);
        assertThat(errors.getFirst()).isEqualTo("TOKEN and TOKEN_FILE are both set: remove one");
        assertThat(errors.get(1)).contains("TOKEN_FILE", "absent", "NoSuchFileException");
        assertThat(errors.toString()).doesNotContain("s3cret");
    }

    @Test
    void an_empty_variable_is_unset_and_only_secrets_come_from_files() {
        Variables variables =
                read(Map.of("TOKEN", "t", "TOKEN_FILE", "", "PORT", "", "PORT_FILE", "x"));

        assertThat(variables.get("TOKEN")).isEqualTo("t");
        assertThat(variables.get("PORT")).isNull();
        assertThat(errors).isEmpty();
        assertThat(variables).hasToString("Variables[4]");
    }
}
