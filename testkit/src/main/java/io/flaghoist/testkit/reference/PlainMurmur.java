package io.flaghoist.testkit.reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** MurmurHash3 x86 32 as its author describes it, for comparison: blocks from a buffer, seed 0. */
public final class PlainMurmur {
    private PlainMurmur() {}

    /** 1 to 100. */
    public static int bucket(String attribute, String value) {
        int hash = hash((attribute + ":" + value).getBytes(StandardCharsets.UTF_8));
        return (int) (Integer.toUnsignedLong(hash) % 100) + 1;
    }

    private static int hash(byte[] bytes) {
        byte[] padded = Arrays.copyOf(bytes, (bytes.length + 3) / 4 * 4);
        ByteBuffer blocks = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
        int hash = 0;
        for (int i = 0; i < bytes.length / 4; i++) {
            hash = Integer.rotateLeft(hash ^ scrambled(blocks.getInt()), 13) * 5 + 0xe6546b64;
        }
        if (blocks.hasRemaining()) {
            hash ^= scrambled(blocks.getInt());
        }
        hash ^= bytes.length;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    private static int scrambled(int block) {
        return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }
}
