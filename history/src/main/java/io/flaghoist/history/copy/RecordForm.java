package io.flaghoist.history.copy;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record in an archive: a line of JSON with all but its value and the value's length in bytes
 * ({@code -1} for none), then the value as it is, then a newline. Keys and headers are text where
 * they are UTF-8, as all of ours are, and Base64 where they are not.
 */
@SuppressWarnings("ArrayRecordComponent") // as JSON, never compared
record RecordForm(
        String topic,
        int partition,
        long offset,
        long timestamp,
        @Nullable String key,
        byte @Nullable [] keyBase64,
        @Nullable SortedMap<String, String> headers,
        @Nullable SortedMap<String, byte[]> headersBase64,
        @Nullable Integer length) {
    private static final int MAX_LINE = 4 << 20;
    private static final int MAX_VALUE = 2 * TopicSpec.MAX_MESSAGE_BYTES;

    static void write(StoredRecord record, OutputStream out) throws IOException {
        byte[] value = record.content().value();
        out.write(Json.write(of(record)));
        out.write('\n');
        if (value != null) {
            out.write(value);
        }
        out.write('\n');
    }

    private static RecordForm of(StoredRecord record) {
        byte[] key = record.content().key();
        byte[] value = record.content().value();
        var headers = new TreeMap<String, String>();
        var base64 = new TreeMap<String, byte[]>();
        record.content()
                .headers()
                .forEach((name, bytes) -> {
                    if (isText(bytes)) {
                        headers.put(name, text(bytes));
                    } else {
                        base64.put(name, bytes);
                    }
                });
        return new RecordForm(
                record.place().topic(),
                record.place().partition(),
                record.place().offset(),
                record.timestamp(),
                key != null && isText(key) ? text(key) : null,
                key == null || isText(key) ? null : key,
                headers,
                base64.isEmpty() ? null : base64,
                value == null ? -1 : value.length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean isText(byte[] bytes) {
        return Arrays.equals(text(bytes).getBytes(StandardCharsets.UTF_8), bytes);
    }

    /**
     * Reads the next record; empty at the end.
     *
     * @throws IOException when what is there is no record
     */
    static Optional<StoredRecord> read(InputStream in) throws IOException {
        Optional<byte[]> line = line(in);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(line.get(), RecordForm.class).record(in));
        } catch (JsonProcessingException e) {
            throw new IOException("a record does not begin with its line of JSON", e);
        }
    }

    private StoredRecord record(InputStream in) throws IOException {
        if (length == null || length < -1 || length > MAX_VALUE) {
            throw new IOException("a record says that it has " + length + " bytes");
        }
        byte[] value = length < 0 ? null : in.readNBytes(length);
        if ((value != null && value.length < length) || in.read() != '\n') {
            throw new EOFException("a record ends too early");
        }
        var all = new HashMap<String, byte[]>();
        if (headers != null) {
            headers.forEach((name, text) -> all.put(name, text.getBytes(StandardCharsets.UTF_8)));
        }
        all.putAll(headersBase64 == null ? Map.of() : headersBase64);
        return new StoredRecord(
                new RecordOffset(topic, partition, offset),
                timestamp,
                new LogRecord(
                        key == null ? keyBase64 : key.getBytes(StandardCharsets.UTF_8),
                        value,
                        all));
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
                throw new IOException("a record does not begin with its line of JSON");
            }
            line.write(next);
        }
        return Optional.of(line.toByteArray());
    }
}
