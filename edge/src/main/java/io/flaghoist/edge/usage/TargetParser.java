package io.flaghoist.edge.usage;

import com.fasterxml.jackson.core.JsonToken;
import io.flaghoist.schemas.metrics.SeenTarget;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the targets of {@code targetData}, one after the other. For one post and thread. */
final class TargetParser implements Tokens.AttributeSink {
    /** Longest identifier and name, in characters. */
    static final int MAX_IDENTIFIER = 512;

    /** Most that a target may weigh, in characters of everything; a larger one is skipped. */
    static final int MAX_WEIGHT = 16 << 10;

    private static final String ANONYMOUS = "anonymous";
    private static final int FRAME = 128;

    private final Tokens tokens;
    private final ParsedPost post;
    private final Set<String> privateAttributes;
    private Map<String, String> attributes = new HashMap<>();
    private boolean anonymous;
    private boolean broken;
    private int weight;

    TargetParser(Tokens tokens, ParsedPost post, Set<String> privateAttributes) {
        this.tokens = tokens;
        this.post = post;
        this.privateAttributes = privateAttributes;
    }

    void target() throws IOException {
        attributes = new HashMap<>();
        anonymous = false;
        broken = false;
        weight = FRAME;
        String identifier = "";
        String name = "";
        while (tokens.next() == JsonToken.FIELD_NAME) {
            switch (tokens.name()) {
                case "identifier" -> identifier = tokens.text();
                case "name" -> name = tokens.text();
                case "attributes" -> tokens.attributes(this);
                case ANONYMOUS -> anonymous |= tokens.isTrue();
                default -> tokens.skipValue();
            }
        }
        add(identifier, name);
    }

    @Override
    public boolean wants(String key) {
        return key.equals(ANONYMOUS) || !privateAttributes.contains(key);
    }

    @Override
    public void take(String key, String value) {
        weight += key.length() + value.length() + 8;
        if (weight <= MAX_WEIGHT) { // beyond, it is skipped: nothing more need be kept
            broken |= !Texts.isWhole(key) || !Texts.isWhole(value);
            if (!privateAttributes.contains(key)) {
                attributes.put(key, value);
            }
        }
        anonymous |= key.equals(ANONYMOUS) && value.equals("true");
    }

    private void add(String identifier, String name) {
        boolean isFit =
                !identifier.isEmpty()
                        && identifier.length() <= MAX_IDENTIFIER
                        && Texts.isIdentifier(identifier)
                        && weight <= MAX_WEIGHT
                        && !broken;
        if (anonymous) {
            post.anonymousTarget();
        } else if (isFit) {
            String shortName = Texts.orNothing(name, MAX_IDENTIFIER);
            post.add(
                    new SeenTarget(identifier, shortName, attributes),
                    weight + identifier.length() + shortName.length());
        } else {
            post.skipTarget();
        }
    }
}
