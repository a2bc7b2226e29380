package io.flaghoist.history.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Does to records what nobody should. What is handed in stays as it is. */
public final class Tampering {
    private Tampering() {}

    public static List<StoredRecord> without(List<StoredRecord> records, int index) {
        var copy = new ArrayList<>(records);
        copy.remove(index);
        return laid(copy);
    }

    public static List<StoredRecord> with(
            List<StoredRecord> records, int index, StoredRecord record) {
        var copy = new ArrayList<>(records);
        copy.add(index, record);
        return laid(copy);
    }

    public static List<StoredRecord> swapped(List<StoredRecord> records, int one, int other) {
        var copy = new ArrayList<>(records);
        Collections.swap(copy, one, other);
        return laid(copy);
    }

    public static List<StoredRecord> changed(
            List<StoredRecord> records, int index, UnaryOperator<StoredRecord> change) {
        var copy = new ArrayList<>(records);
        copy.set(index, change.apply(copy.get(index)));
        return laid(copy);
    }

    /** With other JSON, and the headers as they were. */
    public static UnaryOperator<StoredRecord> json(Consumer<ObjectNode> change) {
        return record -> {
            ObjectNode tree = tree(record);
            change.accept(tree);
            return value(Json.write(tree)).apply(record);
        };
    }

    public static UnaryOperator<StoredRecord> value(byte[] value) {
        return record ->
                new StoredRecord(
                        record.place(),
                        record.timestamp(),
                        new LogRecord(record.content().key(), value, record.content().headers()));
    }

    public static UnaryOperator<StoredRecord> header(String name, String text) {
        return record -> {
            Map<String, byte[]> headers = new HashMap<>(record.content().headers());
            headers.put(name, text.getBytes(StandardCharsets.UTF_8));
            return new StoredRecord(
                    record.place(),
                    record.timestamp(),
                    new LogRecord(record.content().key(), record.content().value(), headers));
        };
    }

    public static ObjectNode tree(StoredRecord record) {
        try {
            return (ObjectNode) Json.read(Objects.requireNonNull(record.content().value()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each at the offset where it lies now. */
    public static List<StoredRecord> laid(List<StoredRecord> records) {
        var laid = new ArrayList<StoredRecord>();
        for (StoredRecord record : records) {
            var place = new RecordOffset(record.place().topic(), 0, laid.size());
            laid.add(new StoredRecord(place, record.timestamp(), record.content()));
        }
        return List.copyOf(laid);
    }
}
