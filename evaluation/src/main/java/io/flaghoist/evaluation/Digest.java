package io.flaghoist.evaluation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** 128 bits of a target's SHA-256. */
final class Digest {
    private static final int BYTES = 16;

    private Digest() {}

    static String of(String identifier, String name, Map<String, String> attributes) {
        MessageDigest sha256 = sha256();
        add(sha256, identifier);
        add(sha256, name);
        new TreeMap<>(attributes)
                .forEach((attribute, text) -> {
                    if (!text.isEmpty()) { // counts as absent
                        add(sha256, attribute);
                        add(sha256, text);
                    }
                });
        return HexFormat.of().formatHex(sha256.digest(), 0, BYTES);
    }

    /** Prefixed with its length, so that different lists of texts have different bytes. */
    private static void add(MessageDigest sha256, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        sha256.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
