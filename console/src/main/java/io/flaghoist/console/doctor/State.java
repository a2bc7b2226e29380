package io.flaghoist.console.doctor;

import java.util.stream.Stream;

/**
 * One of the states that a check looks for; {@link Report} has a text for each.
 *
 * @param name of its text
 * @param applies whether it was found
 */
record State(String name, boolean applies) {
    static State when(boolean applies, String name) {
        return new State(name, applies);
    }

    /** The name of the first that applies, else {@code otherwise}. */
    static String first(String otherwise, State... states) {
        return Stream.of(states)
                .filter(State::applies)
                .map(State::name)
                .findFirst()
                .orElse(otherwise);
    }
}
