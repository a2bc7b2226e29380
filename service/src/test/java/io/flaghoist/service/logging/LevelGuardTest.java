package io.flaghoist.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class LevelGuardTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger library = context.getLogger("org.apache.kafka");
    private final Logger own = context.getLogger("io.flaghoist");

    @Test
    void libraries_stay_at_info_whether_set_before_or_after() {
        library.setLevel(Level.TRACE);
        LevelGuard.watch(context);
        assertThat(library.getLevel()).isEqualTo(Level.INFO);

        library.setLevel(Level.DEBUG);
        assertThat(library.getLevel()).isEqualTo(Level.INFO);
        library.setLevel(Level.WARN);
        assertThat(library.getLevel()).isEqualTo(Level.WARN);
        library.setLevel(null);
        assertThat(library.getLevel()).isNull();
    }

    @Test
    void our_loggers_have_any_level() {
        LevelGuard.watch(context);

        context.getLogger("io.flaghoist.edge").setLevel(Level.TRACE);

        assertThat(context.getLogger("io.flaghoist.edge").getLevel()).isEqualTo(Level.TRACE);
        assertThat(LevelGuard.allows("io.flaghoister", Level.DEBUG)).isFalse();
    }

    @Test
    void a_level_of_the_root_below_info_applies_to_our_loggers_alone_and_goes_with_it() {
        root.setLevel(Level.DEBUG); // before, and once more after
        LevelGuard.watch(context);
        root.setLevel(Level.DEBUG);
        assertThat(root.getLevel()).isEqualTo(Level.INFO);
        assertThat(own.getLevel()).isEqualTo(Level.DEBUG);

        root.setLevel(Level.WARN);
        assertThat(root.getLevel()).isEqualTo(Level.WARN);
        assertThat(own.getLevel()).isNull();
    }

    @Test
    void a_level_of_our_loggers_that_was_set_explicitly_is_kept() {
        LevelGuard.watch(context);
        own.setLevel(Level.ERROR);

        root.setLevel(Level.TRACE);
        root.setLevel(Level.INFO);

        assertThat(own.getLevel()).isEqualTo(Level.ERROR);
    }

    @Test
    void it_watches_a_context_once() {
        LevelGuard.watch(context);
        LevelGuard.watch(context);

        assertThat(context.getCopyOfListenerList()).hasSize(1);
    }
}
