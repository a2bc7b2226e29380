package io.flaghoist.schemas.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Configurations of others' making, where they are present beside the project: every document of
 * theirs can be served.
 */
class SharedConfigurationsTest {
    private static final Path OFFLINE = Path.of("../../shared/testdata/offline");

    @Test
    void every_flag_and_segment_of_the_shared_offline_configurations_is_accepted()
            throws IOException {
        assumeTrue(
                Files.isDirectory(OFFLINE), "no shared test data at " + OFFLINE.toAbsolutePath());
        try (Stream<Path> files = Files.walk(OFFLINE)) {
            List<Path> documents = files.filter(Files::isRegularFile).toList();
            assertThat(documents).isNotEmpty();
            for (Path file : documents) {
                switch (file.getFileName().toString()) {
                    case "feature_config.json" ->
                            read(file).forEach(d -> accepted(CanonicalShape.flag(d)));
                    case "segments.json" ->
                            read(file).forEach(d -> accepted(CanonicalShape.segment(d)));
                    default -> {}
                }
            }
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return Json.read(Files.readAllBytes(file));
    }

    private static void accepted(Shaped shaped) {
        assertThat(shaped).isInstanceOf(Shaped.Accepted.class);
    }
}
