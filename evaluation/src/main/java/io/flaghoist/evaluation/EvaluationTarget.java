package io.flaghoist.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.shape.Texts;
import io.flaghoist.schemas.wire.Target;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A target for clauses and rollouts: text by attribute. Immutable. */
public final class EvaluationTarget {
    static final String IDENTIFIER = "identifier";
    private static final String NAME = "name";

    private final String identifier;
    private final String name;
    private final Map<String, String> attributes;
    // Two threads may both compute it, with the same result.
    private volatile @Nullable String digest;

    private EvaluationTarget(String identifier, String name, Map<String, String> attributes) {
        this.identifier = identifier;
        this.name = name;
        this.attributes = attributes;
    }

    /** Absent fields are empty. */
    public static EvaluationTarget of(Target target) {
        Map<String, JsonNode> given = target.attributes();
        var texts = new HashMap<String, String>();
        if (given != null) {
            given.forEach((attribute, value) -> put(attribute, value, texts));
        }
        // No Map.copyOf: colliding names would take quadratic time.
        return new EvaluationTarget(
                orEmpty(target.identifier()),
                orEmpty(target.name()),
                Collections.unmodifiableMap(texts));
    }

    /** Clauses and rollouts cannot refer to an attribute without a name. */
    private static void put(String attribute, JsonNode value, Map<String, String> texts) {
        if (!attribute.isEmpty()) {
            texts.put(attribute, AttributeText.of(value));
        }
    }

    /** A target with only an identifier. */
    public static EvaluationTarget bare(String identifier) {
        return new EvaluationTarget(identifier, "", Map.of());
    }

    public String identifier() {
        return identifier;
    }

    /**
     * The text of an attribute; empty if absent. {@code identifier} and {@code name} are the
     * target's own and cannot be overridden by attributes (evaluation.md, 2.5).
     */
    String text(String attribute) {
        return switch (attribute) {
            case IDENTIFIER -> identifier;
            case NAME -> name;
            default -> attributes.getOrDefault(attribute, "");
        };
    }

    /** Equal for targets that are equal for all clauses and rollouts; 32 hexadecimal digits. */
    public String digest() {
        String known = digest;
        if (known == null) {
            known = Digest.of(identifier, name, attributes);
            digest = known;
        }
        return known;
    }

    /** Approximate size in characters. */
    public int size() {
        int size = identifier.length() + name.length();
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            size += attribute.getKey().length() + attribute.getValue().length();
        }
        return size;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : Texts.wellFormed(text);
    }

    /** Redacted: attributes are personal data. */
    @Override
    public String toString() {
        return "EvaluationTarget[redacted]";
    }
}
