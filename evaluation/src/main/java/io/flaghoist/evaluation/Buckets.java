package io.flaghoist.evaluation;

/**
 * The bucket of a target, 1 to 100 (evaluation.md, 2.6): MurmurHash3 x86 32 with seed 0 over the
 * UTF-8 bytes of {@code attribute:value}. The flag is not part of it.
 */
final class Buckets {
    private static final int COUNT = 100;

    private Buckets() {}

    /** 1 to 100. */
    static int bucket(String attribute, String value) {
        return Integer.remainderUnsigned(hash(attribute, value), COUNT) + 1;
    }

    static int hash(String attribute, String value) {
        var murmur = new Murmur();
        murmur.add(attribute);
        murmur.add((byte) ':');
        murmur.add(value);
        return murmur.finish();
    }

    /** Processes bytes one by one, without copying the text. */
    private static final class Murmur {
        private static final int C1 = 0xcc9e2d51;
        private static final int C2 = 0x1b873593;

        private int hash;
        private int block;
        private int length;

        void add(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < 0x80) {
                    add((byte) c);
                } else if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                    addUtf8(Character.toCodePoint(c, text.charAt(i)));
                } else {
                    // Go reads an unpaired surrogate as the replacement character.
                    addUtf8(Character.isSurrogate(c) ? 0xfffd : c);
                }
            }
        }

        private void addUtf8(int c) {
            if (c < 0x800) {
                add((byte) (0xc0 | (c >> 6)));
            } else {
                if (c < 0x10000) {
                    add((byte) (0xe0 | (c >> 12)));
                } else {
                    add((byte) (0xf0 | (c >> 18)));
                    add((byte) (0x80 | ((c >> 12) & 0x3f)));
                }
                add((byte) (0x80 | ((c >> 6) & 0x3f)));
            }
            add((byte) (0x80 | (c & 0x3f)));
        }

        void add(byte b) {
            block |= (b & 0xff) << ((length & 3) << 3);
            length++;
            if ((length & 3) == 0) {
                hash = Integer.rotateLeft(hash ^ mixed(block), 13) * 5 + 0xe6546b64;
                block = 0;
            }
        }

        int finish() {
            int h = hash ^ mixed(block) ^ length;
            h = (h ^ (h >>> 16)) * 0x85ebca6b;
            h = (h ^ (h >>> 13)) * 0xc2b2ae35;
            return h ^ (h >>> 16);
        }

        private static int mixed(int block) {
            return Integer.rotateLeft(block * C1, 15) * C2;
        }
    }
}
