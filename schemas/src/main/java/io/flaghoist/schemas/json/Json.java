package io.flaghoist.schemas.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The JSON dialect of Flaghoist: strict syntax (no duplicate names, limited depth and lengths),
 * tolerant content (unknown fields are never an error). Thread-safe.
 */
public final class Json {
    /** Maximum nesting depth. */
    public static final int MAX_DEPTH = 64;

    /** Maximum length of a string, in characters. */
    public static final int MAX_STRING = 1 << 20;

    /** Maximum length of a name, in characters. */
    public static final int MAX_NAME = 512;

    /** Maximum length of a number, in characters. */
    public static final int MAX_NUMBER = 64;

    private Json() {}

    /** The dialect, with a factory of its own; see {@link JsonZone}. */
    static ObjectMapper newMapper() {
        return JsonMapper.builder(new Utf8JsonFactory(factory()))
                .addModule(TreeReader.module())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(
                                JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .build();
    }

    private static JsonFactoryBuilder factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxStringLength(MAX_STRING)
                                .maxNameLength(MAX_NAME)
                                .maxNumberLength(MAX_NUMBER)
                                .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    private static ObjectMapper mapper() {
        return JsonZone.LOG.mapper();
    }

    /** A new, empty object. */
    public static ObjectNode object() {
        return mapper().createObjectNode();
    }

    /**
     * Reads one JSON value written by this system; for other sources see {@link JsonZone}.
     *
     * @throws JsonProcessingException if the bytes are not JSON or exceed the limits; its original
     *     message carries no content beyond single characters
     */
    public static JsonNode read(byte[] bytes) throws JsonProcessingException {
        return JsonZone.LOG.read(bytes);
    }

    /** Reads one JSON value; see {@link #read(byte[])}. */
    public static JsonNode read(String text) throws JsonProcessingException {
        return JsonZone.LOG.read(text);
    }

    /** Reads {@code bytes} as a {@code type}; see {@link #read(byte[])}. */
    public static <T> T read(byte[] bytes, Class<T> type) throws JsonProcessingException {
        return JsonZone.LOG.read(bytes, type);
    }

    /**
     * A parser with the same limits, for large values; the caller closes it.
     *
     * @throws IOException if {@code bytes} cannot be read
     */
    public static JsonParser parser(byte[] bytes, int from, int length) throws IOException {
        return JsonZone.LOG.parser(bytes, from, length);
    }

    /** A parser of a stream, which it closes with itself; see {@link #parser(byte[], int, int)}. */
    public static JsonParser parser(InputStream stream) throws IOException {
        return JsonZone.LOG.parser(stream);
    }

    /** Binds a tree to a {@code type}. */
    public static <T> T bind(JsonNode tree, Class<T> type) throws JsonProcessingException {
        return mapper().treeToValue(tree, type);
    }

    /** The tree that {@code value} is written as. */
    public static ObjectNode tree(Object value) {
        return mapper().valueToTree(value);
    }

    /** UTF-8 bytes of {@code value}, compact. */
    public static byte[] write(Object value) {
        try {
            return mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a value of our own could not be written as JSON", e);
        }
    }
}
