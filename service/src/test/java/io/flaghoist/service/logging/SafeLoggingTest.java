package io.flaghoist.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SafeLoggingTest {
    private final Logger logger =
            (Logger) LoggerFactory.getLogger("io.flaghoist.test." + getClass().getSimpleName());
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @AfterEach
    void detach() {
        logger.detachAndStopAllAppenders();
    }

    private List<Appender<ILoggingEvent>> appenders() {
        var all = new ArrayList<Appender<ILoggingEvent>>();
        logger.iteratorForAppenders().forEachRemaining(all::add);
        return all;
    }

    @Test
    void an_appender_that_was_configured_writes_bounded_lines_and_is_bounded_once() {
        lines.setContext(logger.getLoggerContext());
        lines.start();
        logger.addAppender(lines);

        SafeLogging.boundAppenders();
        SafeLogging.boundAppenders();

        assertThat(appenders()).singleElement().isInstanceOf(BoundedAppender.class);
        logger.warn("A name: {}", "x".repeat(1_000) + "\n\u001b[31m");
        assertThat(lines.list)
                .singleElement()
                .satisfies(line ->
                        assertThat(line.getFormattedMessage())
                                .hasSizeLessThan(400)
                                .doesNotContain("\n")
                                .doesNotContain("\u001b"));
    }

    @Test
    void a_library_may_not_log_more_than_info_and_our_own_loggers_may() {
        assertThat(SafeLogging.allows("org.eclipse.jetty", Level.DEBUG)).isFalse();
        assertThat(SafeLogging.allows("org.eclipse.jetty", Level.WARN)).isTrue();
        assertThat(SafeLogging.allows("io.flaghoist.edge", Level.TRACE)).isTrue();
    }
}
