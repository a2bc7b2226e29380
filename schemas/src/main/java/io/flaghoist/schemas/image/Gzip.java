package io.flaghoist.schemas.image;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Gzip members assembled from separately deflated parts. A part ends with a full flush, hence on a
 * byte boundary and without reference to what went before (RFC 1951, 3.2.3 and zlib's
 * Z_FULL_FLUSH), so parts can be concatenated: after a change only its part is compressed again.
 * One member, because some HTTP clients (Python's) read only the first.
 */
final class Gzip {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private Gzip() {}

    /** Compresses {@code pieces} as one part. */
    static byte[] deflate(Iterable<byte[]> pieces) {
        try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            var out = new ByteArrayOutputStream(8192);
            byte[] buffer = new byte[8192];
            for (byte[] piece : pieces) {
                deflater.setInput(piece);
                drain(deflater, Deflater.NO_FLUSH, buffer, out);
            }
            drain(deflater, Deflater.FULL_FLUSH, buffer, out);
            return out.toByteArray();
        }
    }

    /** {@code bytes} as an uncompressed part; at most 65,535 bytes. */
    static byte[] stored(byte[] bytes) {
        byte[] block = new byte[5 + bytes.length];
        block[1] = (byte) bytes.length;
        block[2] = (byte) (bytes.length >> 8);
        block[3] = (byte) ~bytes.length;
        block[4] = (byte) (~bytes.length >> 8);
        System.arraycopy(bytes, 0, block, 5, bytes.length);
        return block;
    }

    /**
     * One complete gzip member.
     *
     * @param size length of the inflated content
     * @param parts what {@link #deflate} and {@link #stored} made
     * @param crc of the inflated content
     */
    static byte[] member(int size, List<byte[]> parts, CRC32 crc) {
        int length = HEADER.length + 5 + 8;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] member = new byte[length];
        System.arraycopy(HEADER, 0, member, 0, HEADER.length);
        int end = HEADER.length;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, member, end, part.length);
            end += part.length;
        }
        member[end] = 1; // the last block: stored, empty
        member[end + 3] = (byte) 0xff;
        member[end + 4] = (byte) 0xff;
        putLittleEndian(member, end + 5, (int) crc.getValue());
        putLittleEndian(member, end + 9, size);
        return member;
    }

    private static void drain(
            Deflater deflater, int flush, byte[] buffer, ByteArrayOutputStream out) {
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, flush);
            out.write(buffer, 0, count);
        } while (count == buffer.length || (flush == Deflater.NO_FLUSH && !deflater.needsInput()));
    }

    private static void putLittleEndian(byte[] target, int offset, int value) {
        for (int i = 0; i < 4; i++) {
            target[offset + i] = (byte) (value >>> (8 * i));
        }
    }
}
