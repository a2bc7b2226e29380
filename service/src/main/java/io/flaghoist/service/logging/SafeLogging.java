package io.flaghoist.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Makes the logging of this process fit for what strangers send, however it was configured. */
public final class SafeLogging {
    private SafeLogging() {}

    /** Puts a {@link BoundedAppender} before every appender that has none. */
    public static void boundAppenders() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLoggerList().forEach(SafeLogging::bound);
        }
    }

    /** Keeps the loggers of libraries from being raised; see {@link LevelGuard}. */
    public static void guardLevels() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            LevelGuard.watch(context);
        }
    }

    /** Whether {@link #guardLevels} leaves a logger of that name at such a level. */
    public static boolean allows(String logger, @Nullable Level level) {
        return LevelGuard.allows(logger, level);
    }

    private static void bound(Logger logger) {
        List<Appender<ILoggingEvent>> unbounded = new ArrayList<>();
        logger.iteratorForAppenders()
                .forEachRemaining(appender -> {
                    if (!(appender instanceof BoundedAppender)) {
                        unbounded.add(appender);
                    }
                });
        for (Appender<ILoggingEvent> appender : unbounded) {
            var bounded = new BoundedAppender();
            bounded.setContext(logger.getLoggerContext());
            bounded.setName("bounded-" + appender.getName());
            bounded.addAppender(appender);
            bounded.start();
            logger.addAppender(bounded);
            logger.detachAppender(appender);
        }
    }
}
