package io.flaghoist.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.regex.Pattern;

/**
 * Warnings of Kafka's clients. They repeat at each attempt to connect, for each client, while Kafka
 * is away or refuses a password.
 */
final class KafkaLines {
    private static final Pattern CLIENT = Pattern.compile("^(?:\\[[^\\]]*\\] ?)+");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int KIND_LENGTH = 60;

    private KafkaLines() {}

    static boolean isOne(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(Level.WARN)
                && event.getLoggerName().startsWith("org.apache.kafka.");
    }

    /**
     * What lines of one kind have in common, whichever client, broker or attempt they are about.
     *
     * @param message as it will be written
     */
    static String kind(ILoggingEvent event, String message) {
        String text = NUMBER.matcher(CLIENT.matcher(message).replaceFirst("")).replaceAll("#");
        IThrowableProxy failure = event.getThrowableProxy();
        return event.getLoggerName()
                + ' '
                + text.substring(0, Math.min(KIND_LENGTH, text.length()))
                + ' '
                + (failure == null ? "" : failure.getClassName());
    }
}
