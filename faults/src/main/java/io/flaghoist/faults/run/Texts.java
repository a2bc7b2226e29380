package io.flaghoist.faults.run;

import java.time.Duration;

/** Times for people. */
final class Texts {
    private Texts() {}

    static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    static String of(Duration duration) {
        return "%.1f s".formatted(seconds(duration));
    }
}
