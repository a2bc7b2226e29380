package io.flaghoist.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/** A log event whose every text is bounded and escaped, whatever writes it. */
final class BoundedEvent implements ILoggingEvent {
    private final ILoggingEvent of;
    private final String message;

    private BoundedEvent(ILoggingEvent of, String message) {
        this.of = of;
        this.message = message;
    }

    static BoundedEvent of(ILoggingEvent event) {
        return event instanceof BoundedEvent bounded
                ? bounded
                : new BoundedEvent(event, message(event));
    }

    /** The same event with something said after its message. */
    BoundedEvent and(String more) {
        return new BoundedEvent(of, message + more);
    }

    /** Servers put what they quote into the message itself: then all of it is a field. */
    private static String message(ILoggingEvent event) {
        String pattern = String.valueOf(event.getMessage());
        Object[] arguments = event.getArgumentArray();
        if (arguments == null || arguments.length == 0) {
            return BadRequests.isOfServer(event)
                    ? LogText.field(pattern)
                    : LogText.bounded(pattern, LogText.MAX_MESSAGE);
        }
        var fields = new @Nullable Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            fields[i] = field(arguments[i]);
        }
        return LogText.bounded(
                MessageFormatter.arrayFormat(pattern, fields).getMessage(), LogText.MAX_MESSAGE);
    }

    private static @Nullable Object field(@Nullable Object argument) {
        return switch (argument) {
            case null -> null;
            case Number number -> number;
            case Boolean truth -> truth;
            default -> {
                Object[] one = {argument};
                yield LogText.field(MessageFormatter.arrayFormat("{}", one).getMessage());
            }
        };
    }

    @Override
    public String getThreadName() {
        return LogText.field(of.getThreadName()); // Dropwizard puts the request's path into it
    }

    @Override
    public Level getLevel() {
        return of.getLevel();
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        return null; // they are in the message
    }

    @Override
    public String getFormattedMessage() {
        return message;
    }

    @Override
    public String getLoggerName() {
        return of.getLoggerName();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return of.getLoggerContextVO();
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return BoundedThrowable.of(of.getThrowableProxy());
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return of.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return of.hasCallerData();
    }

    @Override
    public List<Marker> getMarkerList() {
        return of.getMarkerList();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return context();
    }

    @Deprecated // by Logback, which still wants it
    @Override
    public Map<String, String> getMdc() {
        return context();
    }

    private Map<String, String> context() {
        var bounded = new HashMap<String, String>();
        of.getMDCPropertyMap()
                .forEach((name, value) ->
                        bounded.put(LogText.field(name), LogText.field(String.valueOf(value))));
        return bounded;
    }

    @Override
    public long getTimeStamp() {
        return of.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return of.getNanoseconds();
    }

    @Override
    public Instant getInstant() {
        return of.getInstant();
    }

    @Override
    public long getSequenceNumber() {
        return of.getSequenceNumber();
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        List<KeyValuePair> pairs = of.getKeyValuePairs();
        return pairs == null
                ? null
                : pairs.stream()
                        .map(pair ->
                                new KeyValuePair(
                                        LogText.field(pair.key),
                                        LogText.field(String.valueOf(pair.value))))
                        .toList();
    }

    @Override
    public void prepareForDeferredProcessing() {
        of.prepareForDeferredProcessing();
    }
}
