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
 * Reads what SDKs post (relay-protocol.md, E.1; sdk-clients.md, 8), without a tree: most of it in
 * place, as {@link PlainPost}, and what is not that plain token by token. Both read the same out of
 * the same. Thread-safe.
 */
public final class PostParser {
    private final Set<String> privateAttributes;
    private final InstantSource clock;
    private final Symbols symbols = new Symbols();
    private final KnownKeys keys = new KnownKeys();
    private final KnownAttributes attributes = new KnownAttributes();

    /**
     * @param privateAttributes names of target attributes that never leave this process
     */
    public PostParser(Set<String> privateAttributes, InstantSource clock) {
        this.privateAttributes = Set.copyOf(privateAttributes);
        this.clock = clock;
    }

    /**
     * Reads a body that is there.
     *
     * @param bytes not kept
     * @throws JsonProcessingException when it is not the JSON object that a post is
     */
    public ParsedPost parse(byte[] bytes, int from, int length) throws IOException {
        var post = new ParsedPost();
        var text = new PlainText(bytes, from, length, symbols);
        if (new PlainPost(text, entry(post), attributes).read()) {
            return post;
        }
        try (JsonParser parser = JsonZone.UNTRUSTED.parser(bytes, from, length)) {
            return parse(parser);
        }
    }

    /**
     * Reads a body to its end.
     *
     * @throws JsonProcessingException when it is not the JSON object that a post is
     * @throws IOException when {@code body} fails
     */
    public ParsedPost parse(InputStream body) throws IOException {
        try (JsonParser parser = JsonZone.UNTRUSTED.parser(body)) {
            return parse(parser);
        }
    }

    private PostEntry entry(ParsedPost post) {
        return new PostEntry(post, keys, clock.millis());
    }

    private ParsedPost parse(JsonParser parser) throws IOException {
        var tokens = new Tokens(parser);
        var post = new ParsedPost();
        if (tokens.next() != JsonToken.START_OBJECT) {
            throw tokens.wrong("a post is an object");
        }
        var entries = new EntryParser(tokens, entry(post));
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
