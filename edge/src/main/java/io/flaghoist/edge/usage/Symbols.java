package io.flaghoist.edge.usage;

import org.jspecify.annotations.Nullable;

/**
 * Short texts that come again and again, so that the same one is not made anew for every entry.
 * Bounded: a text gives way to the next one of its slot. Thread-safe without locks: a race costs a
 * text made twice, and texts are safe to publish by a race.
 */
final class Symbols {
    private static final int SLOTS = 1 << 13;
    private static final int MAX_LENGTH = 64;

    private final @Nullable String[] texts = new String[SLOTS];

    String of(char[] characters, int from, int length) {
        if (length > MAX_LENGTH) {
            return new String(characters, from, length);
        }
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + characters[from + i];
        }
        int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
        String known = texts[slot];
        if (known != null && is(known, characters, from, length)) {
            return known;
        }
        var made = new String(characters, from, length);
        texts[slot] = made;
        return made;
    }

    private static boolean is(String known, char[] characters, int from, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != characters[from + i]) {
                return false;
            }
        }
        return true;
    }
}
