package io.flaghoist.aggregator.window;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * What an open window holds, as the store has it. A key is window start (8 bytes, big endian),
 * environment, kind, and what is counted by: one range holds all that is older than a moment, and
 * within a window each environment is in one piece.
 */
public sealed interface WindowEntry {
    /** Start of its window, epoch milliseconds. */
    long windowStart();

    EnvironmentId environment();

    /** How often something was evaluated in the window. */
    record Used(long windowStart, EnvironmentId environment, Usage usage) implements WindowEntry {}

    /** A target that was seen in the window. */
    record Seen(long windowStart, EnvironmentId environment, SeenTarget target)
            implements WindowEntry {}

    /** Comes before every key of a window that starts at {@code windowStart} or later. */
    static byte[] before(long windowStart) {
        return ByteBuffer.allocate(Long.BYTES).putLong(windowStart).array();
    }

    /** What all keys of an environment's window begin with. */
    static byte[] prefix(long windowStart, EnvironmentId environment) {
        return key(windowStart, List.of(environment.value()));
    }

    /** The key of this entry. */
    default byte[] key() {
        return switch (this) {
            case Used(var start, var environment, var usage) -> {
                UsageKey key = usage.key();
                yield key(
                        start,
                        List.of(
                                environment.value(),
                                Kind.USED,
                                key.feature(),
                                key.variation(),
                                key.sdkType(),
                                key.sdkLanguage(),
                                key.sdkVersion()));
            }
            case Seen(var start, var environment, var target) ->
                    key(start, List.of(environment.value(), Kind.SEEN, target.identifier()));
        };
    }

    private static byte[] key(long windowStart, List<String> texts) {
        return Bytes.write(Long.BYTES, texts).putLong(windowStart).array();
    }

    /** What the store holds under {@link #key()}. */
    default byte[] value() {
        return switch (this) {
            case Used(_, _, var usage) ->
                    Bytes.write(2 * Long.BYTES, List.of(usage.featureName(), usage.value()))
                            .putLong(usage.count())
                            .putLong(usage.timestamp())
                            .array();
            case Seen(_, _, var target) -> {
                var texts = new ArrayList<String>();
                texts.add(target.name());
                target.attributes().forEach((name, value) -> texts.addAll(List.of(name, value)));
                yield Bytes.write(0, texts).array();
            }
        };
    }

    /** Reads what {@link #key()} and {@link #value()} wrote. */
    static WindowEntry read(byte[] key, byte[] value) {
        ByteBuffer from = ByteBuffer.wrap(key);
        long windowStart = from.getLong();
        var environment = new EnvironmentId(Bytes.text(from));
        return Bytes.text(from).equals(Kind.USED)
                ? new Used(windowStart, environment, usage(from, ByteBuffer.wrap(value)))
                : new Seen(windowStart, environment, target(from, ByteBuffer.wrap(value)));
    }

    private static Usage usage(ByteBuffer key, ByteBuffer value) {
        var usageKey =
                new UsageKey(
                        Bytes.text(key),
                        Bytes.text(key),
                        Bytes.text(key),
                        Bytes.text(key),
                        Bytes.text(key));
        long count = value.getLong();
        long timestamp = value.getLong();
        return new Usage(usageKey, Bytes.text(value), Bytes.text(value), count, timestamp);
    }

    private static SeenTarget target(ByteBuffer key, ByteBuffer value) {
        String identifier = Bytes.text(key);
        String name = Bytes.text(value);
        var attributes = new HashMap<String, String>();
        while (value.hasRemaining()) {
            attributes.put(Bytes.text(value), Bytes.text(value));
        }
        return new SeenTarget(identifier, name, attributes);
    }

    /** What tells the two kinds apart in a key. */
    final class Kind {
        private static final String USED = "u";
        private static final String SEEN = "t";

        private Kind() {}
    }
}
