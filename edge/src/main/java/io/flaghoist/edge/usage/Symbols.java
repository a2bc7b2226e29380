package io.flaghoist.edge.usage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that come again and again, so that the same one is not made anew for every entry.
 * Bounded: a text gives way to the next one of its slot. Thread-safe without locks: a race costs a
 * text made twice.
 */
final class Symbols {
    private static final int SLOTS = 1 << 13;
    private static final int MAX_LENGTH = 64;

    private final @Nullable Symbol[] symbols = new Symbol[SLOTS];

    @SuppressWarnings("ArrayRecordComponent") // written once, compared by its owner alone
    private record Symbol(byte[] bytes, String text) {
        boolean is(byte[] others, int from, int length) {
            return Arrays.equals(bytes, 0, bytes.length, others, from, from + length);
        }
    }

    /**
     * The text that so many bytes are, all of them ASCII.
     *
     * @param hash of these bytes
     */
    String of(byte[] bytes, int from, int length, long hash) {
        if (length > MAX_LENGTH) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        int slot = (int) (hash ^ hash >>> 32) & (SLOTS - 1);
        Symbol known = symbols[slot];
        if (known != null && known.is(bytes, from, length)) {
            return known.text();
        }
        var text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        symbols[slot] = new Symbol(Arrays.copyOfRange(bytes, from, from + length), text);
        return text;
    }
}
