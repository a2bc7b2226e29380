package io.flaghoist.edge.target.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Registration;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.schemas.wire.Target;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a target what may leave this process: without the attributes that the operator keeps
 * private. Thread-safe.
 *
 * @param names of the attributes that are private
 */
public record PrivateAttributes(Set<String> names) {
    public PrivateAttributes {
        names = Set.copyOf(names);
    }

    /** {@code target}, which has an identifier, as the targets topic may hold it. */
    public TargetRecord record(String identifier, Target target, long observedAt) {
        return new TargetRecord(
                identifier,
                name(identifier, target),
                Boolean.TRUE.equals(target.anonymous()),
                publicAttributes(target),
                TargetRecord.Source.AUTH,
                observedAt);
    }

    /** {@code target}, which has an identifier, as the registrations topic may hold it. */
    public Registration registration(
            EnvironmentId environment, String identifier, Target target, long observedAt) {
        return new Registration(
                environment,
                identifier,
                name(identifier, target),
                publicAttributes(target),
                observedAt);
    }

    /** A target without a name is called as it is identified (relay-protocol.md, A.1). */
    private static String name(String identifier, Target target) {
        @Nullable String name = target.name();
        return name == null || name.isEmpty() ? identifier : name;
    }

    private Map<String, JsonNode> publicAttributes(Target target) {
        Map<String, JsonNode> attributes = target.attributes();
        if (attributes == null) {
            return Map.of();
        }
        var open = new TreeMap<>(attributes);
        open.keySet().removeAll(names);
        return open;
    }
}
