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
 * Removes private attributes from targets before they leave this process. Thread-safe.
 *
 * @param names of the private attributes
 */
record PrivateAttributes(Set<String> names) {
    public PrivateAttributes {
        names = Set.copyOf(names);
    }

    /** {@code target}, which has an identifier, as a record for the targets topic. */
    public TargetRecord record(String identifier, Target target, long observedAt) {
        return new TargetRecord(
                identifier,
                name(identifier, target),
                Boolean.TRUE.equals(target.anonymous()),
                publicAttributes(target),
                TargetRecord.Source.AUTH,
                observedAt);
    }

    /** {@code target}, which has an identifier, as a record for the registrations topic. */
    public Registration registration(
            EnvironmentId environment, String identifier, Target target, long observedAt) {
        return new Registration(
                environment,
                identifier,
                name(identifier, target),
                publicAttributes(target),
                observedAt);
    }

    /** Without a name, the identifier is the name (relay-protocol.md, A.1). */
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
