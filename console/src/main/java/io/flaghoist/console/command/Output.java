package io.flaghoist.console.command;

import io.flaghoist.schemas.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;

/** Prints answers: text for people, or a line of JSON each. */
record Output(PrintWriter out, boolean isJson, ZoneId zone) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx", Locale.ROOT);

    /** Prints one answer, in the form that was chosen. */
    void print(Supplier<String> text, Supplier<?> json) {
        if (isJson) {
            out.println(new String(Json.write(json.get()), StandardCharsets.UTF_8));
        } else {
            out.println(text.get());
        }
    }

    /** Prints a note that is not part of the data; not in JSON. */
    void remark(String text) {
        if (!isJson) {
            out.println(text);
        }
    }

    /** Flushes; whether the reader has gone away, as {@code head} does. */
    boolean isClosed() {
        return out.checkError();
    }

    String time(Instant instant) {
        return TIME.format(instant.truncatedTo(ChronoUnit.MILLIS).atZone(zone));
    }
}
