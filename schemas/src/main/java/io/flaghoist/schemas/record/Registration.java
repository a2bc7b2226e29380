package io.flaghoist.schemas.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.EnvironmentId;
import java.util.Map;

/**
 * A target that an edge has seen, to be registered upstream. It contains no SDK key in any form:
 * registration uses a separate key.
 *
 * @param identifier 1 to 512 characters
 * @param attributes values of any JSON type, sorted by name; without private attributes
 * @param observedAt when it was seen, epoch milliseconds
 */
public record Registration(
        EnvironmentId environment,
        String identifier,
        String name,
        Map<String, JsonNode> attributes,
        long observedAt) {

    public Registration {
        TargetContent.requireIdentifier(identifier);
        attributes = TargetContent.canonical(attributes);
    }

    /**
     * Identifies the content: the lower-case hex SHA-256 of identifier, name and attributes; the
     * environment is not part of it.
     */
    public String contentHash() {
        return TargetContent.hash(identifier, name, attributes);
    }

    /** Redacted: identifier, name and attributes are personal data. */
    @Override
    public String toString() {
        return "Registration[environment=" + environment + ", redacted]";
    }
}
