package io.flaghoist.aggregator.window;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Texts in bytes, each after its length. Confined to one use. */
final class Bytes {
    private Bytes() {}

    /** Room for {@code texts} after {@code head} bytes, which are left to the caller. */
    static ByteBuffer write(int head, List<String> texts) {
        List<byte[]> parts =
                texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        int size = head + parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size).position(head);
        parts.forEach(part -> bytes.putInt(part.length).put(part));
        return bytes.position(0);
    }

    /** The next text. */
    static String text(ByteBuffer bytes) {
        byte[] part = new byte[bytes.getInt()];
        bytes.get(part);
        return new String(part, StandardCharsets.UTF_8);
    }
}
