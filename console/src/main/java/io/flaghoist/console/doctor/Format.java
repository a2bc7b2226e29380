package io.flaghoist.console.doctor;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** Durations, addresses, counts and failures as text. */
final class Format {
    private Format() {}

    static String of(Object value) {
        return switch (value) {
            case Duration duration -> duration(duration.abs());
            case URI uri -> uri(uri);
            case Throwable failure -> failure(failure);
            default -> value.toString();
        };
    }

    /** {@code 1 topic}, {@code 2 topics}. */
    static String count(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    /** Class and place of a failure: its message may hold anything, secrets too. */
    static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /** {@code text}, or its first {@code max} characters. */
    static String atMost(int max, String text) {
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }

    /** {@code 240 ms}, {@code 1.5 s}, {@code 12 s}, {@code 5 min}, {@code 3 h}, {@code 12 d}. */
    private static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
        }
        if (millis < 120_000) {
            return millis / 1_000 + " s";
        }
        if (duration.toMinutes() < 120) {
            return duration.toMinutes() + " min";
        }
        return duration.toHours() < 48 ? duration.toHours() + " h" : duration.toDays() + " d";
    }

    /** Without user, password and query, which may be secret. */
    private static String uri(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + port + path;
    }

    /** Class and message of the root cause. */
    private static String failure(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
