package io.flaghoist.edge.usage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Walks through JSON that is plain: texts of ASCII without escapes, whole numbers. Eight bytes at a
 * time, without copying. Every step says whether what it expects was there; after the first that
 * was not, somebody else has to read the whole. For one post and thread.
 */
final class PlainText {
    /** What {@link #number} says when there is none. */
    static final long NO_NUMBER = -1;

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_DIGITS = 18; // always a long

    private final byte[] bytes;
    private final int end;
    private final Symbols symbols;
    private int at;
    private int textStart;
    private long textHash;

    PlainText(byte[] bytes, int from, int length, Symbols symbols) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
        this.symbols = symbols;
    }

    /** Whether {@code c} is next, which is passed then. */
    boolean has(char c) {
        skipSpace();
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Whether nothing is left. */
    boolean isAtEnd() {
        skipSpace();
        return at == end;
    }

    /** Where what is next begins. */
    int next() {
        skipSpace();
        return at;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The known list that is next, which is passed then; null when there is none. */
    KnownAttributes.@Nullable Known known(KnownAttributes lists) {
        KnownAttributes.Known known = lists.find(bytes, at, end);
        if (known != null) {
            at += known.length();
        }
        return known;
    }

    private void skipSpace() {
        while (at < end && isSpace(bytes[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** The text that is next; null when there is none that is plain. */
    @Nullable String text() {
        return passText() ? symbols.of(bytes, textStart, at - 1 - textStart, textHash) : null;
    }

    /** Passes a text, and returns whether there was one. */
    boolean passText() {
        if (!has('"')) {
            return false;
        }
        textStart = at;
        long hash = 0;
        while (at + Long.BYTES <= end) {
            long word = (long) WORDS.get(bytes, at);
            long special = special(word);
            if (special != 0) {
                int plain = Long.numberOfTrailingZeros(special) >>> 3;
                textHash = mix(hash, word & ((1L << (plain << 3)) - 1));
                at += plain;
                return closes();
            }
            hash = mix(hash, word);
            at += Long.BYTES;
        }
        return passRest(hash);
    }

    /** Near the end, where there are no eight bytes any more. */
    private boolean passRest(long begun) {
        long word = 0;
        int shift = 0;
        while (at < end && isPlain(bytes[at])) {
            word |= (long) bytes[at++] << shift;
            shift += Byte.SIZE;
        }
        textHash = mix(begun, word);
        return at < end && closes();
    }

    private boolean closes() {
        return bytes[at++] == '"' && at - textStart <= MAX_TEXT;
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    /**
     * Has the high bit of the first byte set that ends a plain text: quote, backslash, control, not
     * ASCII. What is set behind the first may be an error of the subtractions' carry.
     */
    private static long special(long word) {
        long quote = word ^ QUOTES;
        long backslash = word ^ BACKSLASHES;
        return (((quote - ONES) & ~quote)
                        | ((backslash - ONES) & ~backslash)
                        | ((word - SPACES) & ~word)
                        | word)
                & HIGH;
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * MIX;
        return mixed ^ mixed >>> 29;
    }

    /** The number that is next, of at most 18 digits; {@link #NO_NUMBER} when there is none. */
    long number() {
        skipSpace();
        int start = at;
        long number = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            number = 10 * number + (bytes[at++] - '0');
        }
        int digits = at - start;
        boolean isPlain =
                digits > 0
                        && digits <= MAX_DIGITS
                        && (digits == 1 || bytes[start] != '0')
                        && at < end
                        && (bytes[at] == ',' || bytes[at] == '}' || isSpace(bytes[at]));
        return isPlain ? number : NO_NUMBER;
    }

    /** Whether the word null is next, which is passed then. */
    boolean hasNull() {
        skipSpace();
        boolean isNull =
                at + 4 < end
                        && bytes[at] == 'n'
                        && bytes[at + 1] == 'u'
                        && bytes[at + 2] == 'l'
                        && bytes[at + 3] == 'l'
                        && (bytes[at + 4] == ',' || bytes[at + 4] == '}' || isSpace(bytes[at + 4]));
        if (isNull) {
            at += 4;
        }
        return isNull;
    }
}
