package io.flaghoist.console.order;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.record.Heartbeat;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds environments by their names; pure. */
public final class NamedEnvironment {
    private NamedEnvironment() {}

    /**
     * The environments that match {@code name}: the one with that id, else those with that
     * identifier, alone or after their project's ({@code checkout/prod}).
     */
    public static List<Heartbeat> find(Map<EnvironmentId, Heartbeat> all, String name) {
        return all.values().stream()
                .filter(heartbeat -> heartbeat.environment().value().equals(name))
                .findFirst()
                .map(List::of)
                .orElseGet(() ->
                        all.values().stream()
                                .filter(heartbeat -> isCalled(heartbeat.names(), name))
                                .sorted(Comparator.comparing(Heartbeat::environment))
                                .toList());
    }

    private static boolean isCalled(Optional<EnvironmentNames> names, String name) {
        return names.filter(it ->
                        name.equals(it.environmentIdentifier())
                                || name.equals(
                                        it.projectIdentifier() + "/" + it.environmentIdentifier()))
                .isPresent();
    }

    /** For people: {@code checkout/prod (8d1f2c34-…)}. */
    public static String words(Heartbeat heartbeat) {
        return heartbeat
                .names()
                .map(names ->
                        "%s/%s (%s)"
                                .formatted(
                                        names.projectIdentifier(),
                                        names.environmentIdentifier(),
                                        heartbeat.environment()))
                .orElse(heartbeat.environment().value());
    }

    /** All of them, sorted by id. */
    public static String words(List<Heartbeat> heartbeats) {
        return heartbeats.stream()
                .sorted(Comparator.comparing(Heartbeat::environment))
                .map(NamedEnvironment::words)
                .collect(Collectors.joining(", "));
    }
}
