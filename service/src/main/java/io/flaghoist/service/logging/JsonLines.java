package io.flaghoist.service.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** One JSON object per event and line: time, level, logger, thread, message, exception. */
final class JsonLines extends LayoutBase<ILoggingEvent> {
    private static final JsonFactory JSON = new JsonFactory(); // writes only

    /** Of one length, so that lines can be compared by it. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = BoundedEvent.of(event);
        var out = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            String time = TIME.format(Instant.ofEpochMilli(line.getTimeStamp()));
            json.writeStringField("time", time);
            json.writeStringField("level", line.getLevel().toString());
            json.writeStringField("logger", line.getLoggerName());
            json.writeStringField("thread", line.getThreadName());
            json.writeStringField("message", line.getFormattedMessage());
            IThrowableProxy failure = line.getThrowableProxy();
            if (failure != null) {
                json.writeStringField("exception", ThrowableProxyUtil.asString(failure));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.append('\n').toString();
    }
}
