package io.flaghoist.faults.check;

import java.time.Duration;
import java.util.Optional;

/** What an edge says about the freshness of an answer. */
public sealed interface Claim {
    /** Older than this is stale: an edge's default. */
    Duration STALE_AFTER = Duration.ofMinutes(1);

    /** What it serves was SaaS's state at most so long ago. */
    record Aged(Duration age) implements Claim {}

    /** It cannot say how old what it serves is. */
    record Unproven() implements Claim {}

    /** It says nothing. */
    record Silent() implements Claim {}

    /**
     * Reads the header {@code Flaghoist-Age}: whole seconds, or {@code unproven}.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    static Claim of(Optional<String> header) {
        if (header.isEmpty()) {
            return new Silent();
        }
        String text = header.get();
        if (text.equals("unproven")) {
            return new Unproven();
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is no age");
        }
        return new Aged(Duration.ofSeconds(Long.parseLong(text)));
    }

    /** The age, where one is proven, stale or not. */
    default Optional<Duration> provenAge() {
        return switch (this) {
            case Aged(var age) -> Optional.of(age);
            case Unproven(), Silent() -> Optional.empty();
        };
    }
}
