package io.flaghoist.acceptance.relay;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a system under test is set up.
 *
 * @param name of its folder below {@code target/acceptance}
 * @param environments what SaaS knows at the start; ingest and aggregator have a key to each
 * @param ingestIsStarted whether ingest runs from the beginning
 * @param ingestOverrides settings of {@code ingest.yml} that differ from it, by path
 * @param edgeOverrides settings of {@code edge.yml} that differ from it, by path
 * @param aggregatorOverrides settings of {@code aggregator.yml} that differ from it, by path;
 *     without an aggregator when absent
 */
public record RelaySettings(
        String name,
        List<TestEnvironment> environments,
        boolean ingestIsStarted,
        Map<String, String> ingestOverrides,
        Map<String, String> edgeOverrides,
        Optional<Map<String, String>> aggregatorOverrides) {
    public RelaySettings {
        environments = List.copyOf(environments);
        ingestOverrides = Map.copyOf(ingestOverrides);
        edgeOverrides = Map.copyOf(edgeOverrides);
        aggregatorOverrides = aggregatorOverrides.map(Map::copyOf);
    }

    public static RelaySettings of(String name, List<TestEnvironment> environments) {
        return new RelaySettings(name, environments, true, Map.of(), Map.of(), Optional.empty());
    }

    public static RelaySettings of(String name, TestEnvironment environment) {
        return of(name, List.of(environment));
    }

    /** With an ingest that the test starts. */
    public RelaySettings withoutIngest() {
        return new RelaySettings(
                name, environments, false, ingestOverrides, edgeOverrides, aggregatorOverrides);
    }

    public RelaySettings withIngest(String path, String value) {
        return new RelaySettings(
                name,
                environments,
                ingestIsStarted,
                with(ingestOverrides, path, value),
                edgeOverrides,
                aggregatorOverrides);
    }

    public RelaySettings withEdge(String path, String value) {
        return new RelaySettings(
                name,
                environments,
                ingestIsStarted,
                ingestOverrides,
                with(edgeOverrides, path, value),
                aggregatorOverrides);
    }

    /** With an aggregator, which runs from the beginning. */
    public RelaySettings withAggregator(String path, String value) {
        return new RelaySettings(
                name,
                environments,
                ingestIsStarted,
                ingestOverrides,
                edgeOverrides,
                Optional.of(with(aggregatorOverrides.orElse(Map.of()), path, value)));
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        var more = new TreeMap<>(map);
        more.put(key, value);
        return more;
    }
}
