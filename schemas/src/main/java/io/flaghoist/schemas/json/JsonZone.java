package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Whose JSON is read. All zones speak the one dialect of {@link Json}, but each has a parser
 * factory of its own, and none keeps a table of the names that it has read: what one sender makes
 * up can do no harm to what is read next, be it of the same zone or of another. Thread-safe.
 */
public final class JsonZone {
    /**
     * What this system has written of its own: documents, history, what nodes say of themselves.
     */
    public static final JsonZone LOG = new JsonZone();

    /** What Harness SaaS answers. */
    public static final JsonZone UPSTREAM = new JsonZone();

    /** What anybody can send, without a key too, and records that hold names of their making. */
    public static final JsonZone UNTRUSTED = new JsonZone();

    private final ObjectMapper mapper = Json.newMapper();

    private JsonZone() {}

    /**
     * Reads one JSON value.
     *
     * @throws JsonProcessingException when the bytes are not JSON or exceed the bounds; {@link
     *     JsonFlaw} tells which
     */
    public JsonNode read(byte[] bytes) throws JsonProcessingException {
        return rethrowingIo(() -> mapper.readTree(bytes));
    }

    /** Reads one JSON value; see {@link #read(byte[])}. */
    public JsonNode read(String text) throws JsonProcessingException {
        return mapper.readTree(text);
    }

    /** Reads {@code bytes} as a {@code type}; see {@link #read(byte[])}. */
    public <T> T read(byte[] bytes, Class<T> type) throws JsonProcessingException {
        return rethrowingIo(() -> mapper.readValue(bytes, type));
    }

    /**
     * A parser under the same bounds, for what is too much for a tree; the caller closes it.
     *
     * @throws IOException when {@code bytes} cannot even begin to be read
     */
    public JsonParser parser(byte[] bytes, int from, int length) throws IOException {
        return mapper.getFactory().createParser(bytes, from, length);
    }

    /** A parser of a stream, which it closes with itself; see {@link #parser(byte[], int, int)}. */
    public JsonParser parser(InputStream stream) throws IOException {
        return mapper.getFactory().createParser(stream);
    }

    ObjectMapper mapper() {
        return mapper;
    }

    private static <T> T rethrowingIo(IoSupplier<T> reading) throws JsonProcessingException {
        try {
            return reading.get();
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private interface IoSupplier<T> {
        T get() throws IOException;
    }
}
