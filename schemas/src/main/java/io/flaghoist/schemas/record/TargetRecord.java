package io.flaghoist.schemas.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A target of an environment, a record of its targets topic.
 *
 * @param identifier 1 to 512 characters
 * @param attributes values of any JSON type, sorted by name; without private attributes
 * @param observedAt when it was seen, epoch milliseconds; for display and renewal, never for order
 */
public record TargetRecord(
        String identifier,
        String name,
        boolean anonymous,
        Map<String, JsonNode> attributes,
        Source source,
        long observedAt) {

    /** The origin of a target. */
    public enum Source {
        /** The admin service of SaaS: removed here when it is removed there. */
        ADMIN("admin"),
        /** An SDK's authentication at an edge: kept for the topic's retention. */
        AUTH("auth");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public TargetRecord {
        TargetContent.requireIdentifier(identifier);
        attributes = TargetContent.canonical(attributes);
    }

    /** Whether {@code text} is a valid target identifier; for input that must not throw. */
    public static boolean isIdentifier(String text) {
        return TargetContent.isIdentifier(text);
    }

    /**
     * Identifies the content: the lower-case hex SHA-256 of identifier, name and attributes, equal
     * to that of a {@link Registration} of the same content.
     */
    public String contentHash() {
        return TargetContent.hash(identifier, name, attributes);
    }

    /** Redacted: identifier, name and attributes are personal data. */
    @Override
    public String toString() {
        return "TargetRecord[redacted]";
    }
}
