package io.flaghoist.edge.usage;

import com.fasterxml.jackson.core.JsonToken;
import io.flaghoist.schemas.metrics.SeenTarget;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the targets of {@code targetData}, one after the other. For one post and thread. */
final class TargetParser {
    /** Maximum length of identifier and name, in characters. */
    static final int MAX_IDENTIFIER = 512;

    /** Maximum weight of a target's attributes, in characters; a larger target is skipped. */
    static final int MAX_WEIGHT = 16 << 10;

    private static final String ANONYMOUS = "anonymous";
    private static final int FRAME = 128;
    private static final int ATTRIBUTE_FRAME = 8;

    private final Tokens tokens;
    private final ParsedPost post;
    private final Set<String> privateAttributes;

    TargetParser(Tokens tokens, ParsedPost post, Set<String> privateAttributes) {
        this.tokens = tokens;
        this.post = post;
        this.privateAttributes = privateAttributes;
    }

    void target() throws IOException {
        String identifier = "";
        String name = "";
        var attributes = new HashMap<String, String>();
        boolean anonymous = false;
        while (tokens.next() == JsonToken.FIELD_NAME) {
            switch (tokens.name()) {
                case "identifier" -> identifier = tokens.text();
                case "name" -> name = tokens.text();
                case "attributes" -> tokens.attributes(attributes::put);
                case ANONYMOUS -> anonymous |= tokens.isTrue();
                default -> tokens.skipValue();
            }
        }
        if (anonymous || "true".equals(attributes.get(ANONYMOUS))) {
            post.anonymousTarget();
        } else {
            attributes.keySet().removeAll(privateAttributes);
            add(identifier, PostTexts.orNothing(name, MAX_IDENTIFIER), attributes);
        }
    }

    private void add(String identifier, String name, Map<String, String> attributes) {
        int weight = FRAME;
        boolean isWhole = true;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            String key = attribute.getKey();
            String value = attribute.getValue();
            weight += key.length() + value.length() + ATTRIBUTE_FRAME;
            isWhole &= PostTexts.isWhole(key) && PostTexts.isWhole(value);
        }
        boolean isFit =
                !identifier.isEmpty()
                        && identifier.length() <= MAX_IDENTIFIER
                        && PostTexts.isIdentifier(identifier);
        if (isFit && isWhole && weight <= MAX_WEIGHT) {
            var target = new SeenTarget(identifier, name, attributes);
            post.add(target, weight + identifier.length() + name.length());
        } else {
            post.skipTarget();
        }
    }
}
