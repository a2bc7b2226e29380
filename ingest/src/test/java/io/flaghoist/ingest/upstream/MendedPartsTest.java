package io.flaghoist.ingest.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flaghoist.schemas.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MendedPartsTest {
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final MendedParts parts = new MendedParts();

    @BeforeEach
    void begin() {
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void end() {
        logger().detachAppender(logged);
    }

    @Test
    void a_flag_with_an_odd_part_is_told_of_once_and_its_content_not_printed() {
        look("dark_mode", "weird\nforged");
        look("dark_mode", "weird\nforged");

        assertThat(logged.list)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getFormattedMessage())
                                .contains(
                                        "The flag dark_mode has parts",
                                        "flag.state: is neither on nor off: taken as off")
                                .doesNotContain("forged"));
    }

    @Test
    void flags_without_odd_parts_are_not_told_of() {
        look("dark_mode", "on");
        look("dark_mode", "off");

        assertThat(logged.list).isEmpty();
    }

    @Test
    void it_is_told_again_when_the_flag_was_mended_at_harness_in_between() {
        look("dark_mode", "weird");
        look("dark_mode", "on");
        look("dark_mode", "weird");

        assertThat(logged.list).hasSize(2);
    }

    private void look(String flag, String state) {
        new DocumentReader(parts)
                .flag(Json.object().put("feature", flag).put("kind", "int").put("state", state));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(MendedParts.class);
    }
}
