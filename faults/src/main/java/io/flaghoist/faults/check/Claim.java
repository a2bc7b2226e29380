package io.flaghoist.faults.check;

import java.time.Duration;
import java.util.Optional;

/** What an edge says about the freshness of an answer. */
public sealed interface Claim {
    /** What it serves was SaaS's state at most so long ago; more than it likes, or not. */
    record Aged(Duration age, boolean stale) implements Claim {}

    /** It cannot say how old what it serves is. */
    record Unproven() implements Claim {}

    /** It says nothing. */
    record Silent() implements Claim {}

    /**
     * Reads the headers of an answer.
     *
     * @param age {@code Flaghoist-Age}: whole seconds, or {@code unproven}
     * @param stale {@code Flaghoist-Stale}: {@code true} where it is
     * @throws IllegalArgumentException when they are anything else
     */
    static Claim of(Optional<String> age, Optional<String> stale) {
        boolean isStale = stale.map(Claim::isTrue).orElse(false);
        if (age.isEmpty()) {
            return new Silent();
        }
        String text = age.get();
        if (text.equals("unproven")) {
            return new Unproven();
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is no age");
        }
        return new Aged(Duration.ofSeconds(Long.parseLong(text)), isStale);
    }

    private static boolean isTrue(String stale) {
        if (!stale.equals("true")) {
            throw new IllegalArgumentException("'" + stale + "' does not say whether it is stale");
        }
        return true;
    }

    /** The age, where one is proven, stale or not. */
    default Optional<Duration> provenAge() {
        return switch (this) {
            case Aged(var age, _) -> Optional.of(age);
            case Unproven(), Silent() -> Optional.empty();
        };
    }
}
