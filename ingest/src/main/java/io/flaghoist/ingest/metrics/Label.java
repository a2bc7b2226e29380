package io.flaghoist.ingest.metrics;

import io.flaghoist.schemas.record.Cause;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A label of a metric.
 *
 * @param values all that it has in a counter: a dashboard misses the first increment of a series
 *     that did not exist before
 */
record Label(String name, List<String> values) {
    /** Its values are known once environments are owned. */
    static final Label ENVIRONMENT = new Label("environment");

    Label(String name, String... values) {
        this(name, List.of(values));
    }

    static Label outcome(String... values) {
        return new Label("outcome", values);
    }

    static Label causes() {
        return new Label(
                "cause", Arrays.stream(Cause.values()).map(Cause::word).toArray(String[]::new));
    }

    /**
     * All combinations of the values of {@code labels}, those of {@code environment} in its place.
     */
    static List<List<String>> combinations(List<Label> labels, Label environment) {
        List<List<String>> combinations = List.of(List.of());
        for (Label label : labels) {
            List<String> values = (label.equals(ENVIRONMENT) ? environment : label).values();
            combinations =
                    combinations.stream()
                            .flatMap(before -> values.stream().map(value -> append(before, value)))
                            .toList();
        }
        return combinations;
    }

    private static List<String> append(List<String> before, String value) {
        return Stream.concat(before.stream(), Stream.of(value)).toList();
    }
}
