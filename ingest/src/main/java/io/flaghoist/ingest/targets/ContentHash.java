package io.flaghoist.ingest.targets;

/**
 * Half of a content's SHA-256: enough to distinguish a million contents.
 *
 * @param high its first 64 bits
 * @param low its second 64 bits
 */
record ContentHash(long high, long low) {
    static ContentHash of(String hexSha256) {
        return new ContentHash(
                Long.parseUnsignedLong(hexSha256, 0, 16, 16),
                Long.parseUnsignedLong(hexSha256, 16, 32, 16));
    }
}
