package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A source of JSON. All zones use the dialect of {@link Json}, but each has its own parser factory,
 * and none keeps a table of names: names from one sender cannot affect later input, of the same
 * zone or another. Thread-safe.
 */
public final class JsonZone {
    /** Written by this system: documents, history, status. */
    public static final JsonZone LOG = new JsonZone();

    /** Responses of Harness SaaS. */
    public static final JsonZone UPSTREAM = new JsonZone();

    /** From any client, also without a key, and records with names from clients. */
    public static final JsonZone UNTRUSTED = new JsonZone();

    private final ObjectMapper mapper = Json.newMapper();

    private JsonZone() {}

    /**
     * Reads one JSON value.
     *
     * @throws JsonProcessingException if the bytes are not JSON or exceed the limits; {@link
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
     * A parser with the same limits, for large values; the caller closes it.
     *
     * @throws IOException if {@code bytes} cannot be read
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
