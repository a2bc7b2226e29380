package io.flaghoist.edge.usage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.flaghoist.schemas.json.JsonZone;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Set;

/**
 * Reads what SDKs post (relay-protocol.md, E.1; sdk-clients.md, 8) token by token, without building
 * a tree. Thread-safe.
 */
public final class PostParser {
    private final Set<String> privateAttributes;
    private final InstantSource clock;

    /**
     * @param privateAttributes names of target attributes that never leave this process
     */
    public PostParser(Set<String> privateAttributes, InstantSource clock) {
        this.privateAttributes = Set.copyOf(privateAttributes);
        this.clock = clock;
    }

    /**
     * Reads a body to its end.
     *
     * @throws JsonProcessingException when it is not the JSON object that a post is
     * @throws IOException when {@code body} fails
     */
    public ParsedPost parse(InputStream body) throws IOException {
        try (JsonParser parser = JsonZone.UNTRUSTED.parser(body)) {
            return parse(new Tokens(parser));
        }
    }

    private ParsedPost parse(Tokens tokens) throws IOException {
        var post = new ParsedPost();
        if (tokens.next() != JsonToken.START_OBJECT) {
            throw tokens.wrong("a post is an object");
        }
        var entries = new EntryParser(tokens, post, clock.millis());
        var targets = new TargetParser(tokens, post, privateAttributes);
        while (tokens.next() == JsonToken.FIELD_NAME) {
            switch (tokens.name()) {
                case "metricsData" -> tokens.objects(entries::entry, entries::missing);
                case "targetData" -> tokens.objects(targets::target, post::skipTarget);
                default -> tokens.skipValue();
            }
        }
        if (tokens.next() != null) {
            throw tokens.wrong("something follows the post");
        }
        return post;
    }
}
