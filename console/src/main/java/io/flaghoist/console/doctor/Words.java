package io.flaghoist.console.doctor;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** How durations, addresses and failures are said. */
final class Words {
    private Words() {}

    /** {@code 240 ms}, {@code 1.5 s}, {@code 12 s}, {@code 5 min}, {@code 3 h}, {@code 12 d}. */
    static String of(Duration duration) {
        long millis = duration.abs().toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
        }
        if (millis < 120_000) {
            return millis / 1_000 + " s";
        }
        if (duration.abs().toMinutes() < 120) {
            return duration.abs().toMinutes() + " min";
        }
        return duration.abs().toHours() < 48
                ? duration.abs().toHours() + " h"
                : duration.abs().toDays() + " d";
    }

    /** Without user, password, query: what may be shown. */
    static String of(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + port + path;
    }

    /** Class and message of what lies at the bottom. */
    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }

    /** {@code 1 topic}, {@code 2 topics}. */
    static String count(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
