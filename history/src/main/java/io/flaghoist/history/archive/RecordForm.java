package io.flaghoist.history.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicSpec;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A record in an archive: a line of JSON with all but its value and the value's length in bytes
 * ({@code -1} for none), then the value as it is, then a newline. Keys and headers are text where
 * they are UTF-8, as all of ours are, and Base64 where they are not.
 */
final class RecordForm {
    private static final int MAX_LINE = 4 << 20;
    private static final int MAX_VALUE = 2 * TopicSpec.MAX_MESSAGE_BYTES;

    private RecordForm() {}

    static void write(StoredRecord record, OutputStream out) throws IOException {
        byte[] value = record.content().value();
        out.write(Json.write(line(record)));
        out.write('\n');
        if (value != null) {
            out.write(value);
        }
        out.write('\n');
    }

    private static ObjectNode line(StoredRecord record) {
        byte[] key = record.content().key();
        byte[] value = record.content().value();
        ObjectNode line = Json.object();
        line.put("topic", record.place().topic());
        line.put("partition", record.place().partition());
        line.put("offset", record.place().offset());
        line.put("timestamp", record.timestamp());
        if (key != null) {
            putBytes(line, "key", key);
        }
        ObjectNode headers = line.putObject("headers");
        ObjectNode base64 = Json.object();
        new TreeMap<>(record.content().headers())
                .forEach((name, text) -> {
                    if (isText(text)) {
                        headers.put(name, new String(text, StandardCharsets.UTF_8));
                    } else {
                        base64.put(name, Base64.getEncoder().encodeToString(text));
                    }
                });
        if (!base64.isEmpty()) {
            line.set("headersBase64", base64);
        }
        line.put("length", value == null ? -1 : value.length);
        return line;
    }

    private static void putBytes(ObjectNode line, String name, byte[] bytes) {
        if (isText(bytes)) {
            line.put(name, new String(bytes, StandardCharsets.UTF_8));
        } else {
            line.put(name + "Base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static boolean isText(byte[] bytes) {
        return Arrays.equals(
                new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
    }

    /**
     * Reads the next record; empty at the end.
     *
     * @throws IOException when what is there is no record
     */
    static Optional<StoredRecord> read(InputStream in) throws IOException {
        Optional<byte[]> line = line(in);
        return line.isEmpty() ? Optional.empty() : Optional.of(record(tree(line.get()), in));
    }

    private static StoredRecord record(JsonNode line, InputStream in) throws IOException {
        int length = line.path("length").asInt(-2);
        if (length < -1 || length > MAX_VALUE) {
            throw new IOException("a record says that it has " + length + " bytes");
        }
        byte[] value = length < 0 ? null : in.readNBytes(length);
        if ((value != null && value.length < length) || in.read() != '\n') {
            throw new EOFException("a record ends too early");
        }
        var headers = new HashMap<String, byte[]>();
        for (Map.Entry<String, JsonNode> header : line.path("headers").properties()) {
            headers.put(
                    header.getKey(), header.getValue().asText("").getBytes(StandardCharsets.UTF_8));
        }
        for (Map.Entry<String, JsonNode> header : line.path("headersBase64").properties()) {
            headers.put(header.getKey(), decode(header.getValue()));
        }
        byte[] key =
                line.has("keyBase64")
                        ? decode(line.path("keyBase64"))
                        : line.has("key")
                                ? line.path("key").asText("").getBytes(StandardCharsets.UTF_8)
                                : null;
        return new StoredRecord(
                new RecordOffset(
                        line.path("topic").asText(""),
                        line.path("partition").asInt(),
                        line.path("offset").asLong()),
                line.path("timestamp").asLong(),
                new LogRecord(key, value, headers));
    }

    private static byte[] decode(JsonNode text) throws IOException {
        try {
            return Base64.getDecoder().decode(text.asText(""));
        } catch (IllegalArgumentException e) {
            throw new IOException("a record's Base64 is none", e);
        }
    }

    private static JsonNode tree(byte[] line) throws IOException {
        try {
            return Json.read(line);
        } catch (JsonProcessingException e) {
            throw new IOException("a record does not begin with a line of JSON", e);
        }
    }

    private static Optional<byte[]> line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(512);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (line.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("a record ends too early");
            }
            if (line.size() >= MAX_LINE) {
                throw new IOException("a record does not begin with a line of JSON");
            }
            line.write(next);
        }
        return Optional.of(line.toByteArray());
    }
}
