package io.flaghoist.service.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminSettingsTest {
    @TempDir private Path folder = Path.of(".");

    @Test
    void there_is_no_token_by_default() {
        assertThat(AdminSettings.defaults().secret()).isEmpty();
    }

    @Test
    void a_token_is_given_or_read_from_a_file_and_never_printed() throws Exception {
        Path file = folder.resolve("token");
        Files.writeString(file, "sixteen-characters\n");

        assertThat(new AdminSettings("sixteen-characters", null).secret())
                .isEqualTo("sixteen-characters");
        assertThat(new AdminSettings(null, file.toString()).secret())
                .isEqualTo("sixteen-characters");
        assertThat(new AdminSettings("sixteen-characters", null).toString())
                .doesNotContain("sixteen");
    }

    @Test
    void wrong_settings_are_named_without_the_token() throws Exception {
        Path empty = folder.resolve("empty");
        Files.writeString(empty, "");

        assertThatThrownBy(() -> new AdminSettings("short", null).secret())
                .hasMessageContaining("at least 16 characters")
                .hasMessageNotContaining("short");
        assertThatThrownBy(() -> new AdminSettings(null, empty.toString()).secret())
                .hasMessageContaining("ADMIN_TOKEN_FILE");
        assertThatThrownBy(() -> new AdminSettings("sixteen-characters", "file").secret())
                .hasMessageContaining("both set");
        assertThatThrownBy(
                        () -> new AdminSettings(null, folder.resolve("absent").toString()).secret())
                .hasMessageContaining("cannot be read");
    }
}
