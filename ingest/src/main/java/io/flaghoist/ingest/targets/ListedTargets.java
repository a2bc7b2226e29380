package io.flaghoist.ingest.targets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.schemas.record.TargetRecord.Source;
import io.flaghoist.schemas.wire.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Turns what the admin service lists into what is published. */
final class ListedTargets {
    /** A larger target is not published: it would delay others. */
    private static final int MAX_BYTES = 1 << 20;

    private ListedTargets() {}

    /** The record of a listed target, without private attributes; empty when it is none. */
    static Optional<TargetRecord> record(
            JsonNode listed, PrivateAttributes hidden, long nowMillis) {
        try {
            Target target = Json.bind(listed, Target.class);
            String identifier = Objects.requireNonNullElse(target.identifier(), "");
            String name = Objects.requireNonNullElse(target.name(), "");
            Map<String, JsonNode> attributes =
                    new HashMap<>(Objects.requireNonNullElse(target.attributes(), Map.of()));
            attributes.keySet().removeAll(hidden.names());
            if (!TargetRecord.isIdentifier(identifier)
                    || Json.write(attributes).length > MAX_BYTES) {
                return Optional.empty();
            }
            return Optional.of(
                    new TargetRecord(
                            identifier,
                            name.isEmpty() ? identifier : name,
                            Boolean.TRUE.equals(target.anonymous()),
                            attributes,
                            Source.ADMIN,
                            nowMillis));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
