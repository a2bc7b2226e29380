package io.flaghoist.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.List;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Log lines that any client can cause by a request, rate-limited by kind. */
public final class BadRequests {
    /** For lines of ours that a request causes. */
    public static final Marker MARKER = MarkerFactory.getMarker("BAD_REQUEST");

    /** What serves requests, and logs what it does not like of them. */
    private static final List<String> SERVERS =
            List.of(
                    "org.eclipse.jetty.",
                    "org.glassfish.jersey.",
                    "io.dropwizard.jersey.",
                    "io.dropwizard.jetty.",
                    "io.dropwizard.servlets.",
                    "jakarta.");

    private BadRequests() {}

    /** Whether a request may have caused {@code event}. */
    static boolean mayHaveCaused(ILoggingEvent event) {
        return isMarked(event)
                || (event.getLevel().isGreaterOrEqual(Level.WARN) && isOfServer(event));
    }

    static boolean isOfServer(ILoggingEvent event) {
        return SERVERS.stream().anyMatch(event.getLoggerName()::startsWith);
    }

    private static boolean isMarked(ILoggingEvent event) {
        List<Marker> markers = event.getMarkerList();
        return markers != null && markers.contains(MARKER);
    }

    /**
     * What lines of one kind have in common; nothing of it is of a sender's choice, nearly: a
     * message without a pattern counts by its exception alone.
     *
     * @param message as it will be written
     */
    static String kind(ILoggingEvent event, String message) {
        if (isMarked(event)) {
            return event.getLoggerName() + ' ' + message; // ours, out of a few words
        }
        IThrowableProxy failure = event.getThrowableProxy();
        Object[] arguments = event.getArgumentArray();
        boolean hasPattern = arguments != null && arguments.length > 0;
        return event.getLoggerName()
                + ' '
                + (hasPattern ? event.getMessage() : "")
                + ' '
                + (failure == null ? "" : failure.getClassName());
    }
}
