package io.flaghoist.edge.target.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.wire.Target;
import java.util.Map;
import java.util.TreeMap;

/** Targets as SDKs name them. */
public final class TargetFixture {
    private final String identifier;
    private boolean anonymous;
    private final Map<String, JsonNode> attributes = new TreeMap<>();

    private TargetFixture(String identifier) {
        this.identifier = identifier;
    }

    public static TargetFixture target(String identifier) {
        return new TargetFixture(identifier);
    }

    public TargetFixture with(String attribute, String value) {
        attributes.put(attribute, TextNode.valueOf(value));
        return this;
    }

    public TargetFixture anonymous() {
        anonymous = true;
        return this;
    }

    public Target build() {
        return new Target(identifier, "Called " + identifier, anonymous, Map.copyOf(attributes));
    }
}
