package io.flaghoist.edge.usage;

import io.flaghoist.schemas.metrics.UsageKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What lists of attributes, byte for byte, were found to say: SDKs send the same list for a flag
 * all day. Bounded: of two lists of one slot, one that is found again stays, so that lists that
 * come once, with a user's name in them, cannot drive the others out. Thread-safe without locks: a
 * race costs a list read twice.
 */
final class KnownAttributes {
    private static final int SLOTS = 1 << 13;
    private static final int MAX_LENGTH = 512;

    /** So many bytes from its start tell a list from most others: both names are in them. */
    private static final int HASHED = 192;

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final @Nullable Known[] lists = new Known[SLOTS];

    /** A list, and what it says. */
    static final class Known {
        private final byte[] bytes;
        private final UsageKey key;
        private final String featureName;
        private final String value;
        private boolean found; // since somebody else wanted its slot

        private Known(byte[] bytes, UsageKey key, String featureName, String value) {
            this.bytes = bytes;
            this.key = key;
            this.featureName = featureName;
            this.value = value;
        }

        int length() {
            return bytes.length;
        }

        UsageKey key() {
            return key;
        }

        String featureName() {
            return featureName;
        }

        String value() {
            return value;
        }

        private boolean begins(byte[] others, int from, int end) {
            return bytes.length <= end - from
                    && Arrays.equals(bytes, 0, bytes.length, others, from, from + bytes.length);
        }
    }

    /** The list that begins at {@code from}; null when it is not known. */
    @Nullable Known find(byte[] bytes, int from, int end) {
        if (end - from < HASHED) {
            return null;
        }
        Known known = lists[slot(bytes, from)];
        if (known == null || !known.begins(bytes, from, end)) {
            return null;
        }
        if (!known.found) { // threads that all write one word hold each other up
            known.found = true;
        }
        return known;
    }

    /** Remembers what the list between {@code from} and {@code to} says. */
    void add(byte[] bytes, int from, int to, UsageKey key, String featureName, String value) {
        int length = to - from;
        if (length < HASHED || length > MAX_LENGTH) {
            return;
        }
        int slot = slot(bytes, from);
        Known there = lists[slot];
        if (there != null && there.found) {
            there.found = false;
        } else {
            lists[slot] = new Known(Arrays.copyOfRange(bytes, from, to), key, featureName, value);
        }
    }

    /** Two sums side by side: one would wait for its multiplications. */
    private static int slot(byte[] bytes, int from) {
        long even = 0;
        long odd = 0;
        for (int i = from; i < from + HASHED; i += 2 * Long.BYTES) {
            even = (even ^ (long) WORDS.get(bytes, i)) * MIX;
            odd = (odd ^ (long) WORDS.get(bytes, i + Long.BYTES)) * MIX;
            even ^= even >>> 32;
            odd ^= odd >>> 32;
        }
        long hash = (even + 31 * odd) * MIX;
        return (int) (hash >>> 32) & (SLOTS - 1);
    }
}
