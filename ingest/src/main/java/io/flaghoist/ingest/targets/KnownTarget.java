package io.flaghoist.ingest.targets;

import org.jspecify.annotations.Nullable;

/** What is remembered of one target: no name, no attributes. Confined to its table's thread. */
final class KnownTarget {
    /**
     * Half of a content hash: enough to distinguish a million contents.
     *
     * @param high its first 64 bits
     * @param low its second 64 bits
     */
    record Content(long high, long low) {
        static Content of(String hexSha256) {
            return new Content(
                    Long.parseUnsignedLong(hexSha256, 0, 16, 16),
                    Long.parseUnsignedLong(hexSha256, 16, 32, 16));
        }
    }

    /** What the topic holds. */
    Content content;

    /** Whether the admin service reported it last, not an edge. */
    boolean fromAdmin;

    /** When its record was written, epoch milliseconds. */
    long writtenAt;

    /** What the admin service said last; null when it has not, since this process began. */
    @Nullable Content said;

    /** The number of the last poll that listed it. */
    int listedIn;

    /** When a poll first missed it, by the nanosecond clock; null while it is listed. */
    @Nullable Long missingSince;

    KnownTarget(Content content, boolean fromAdmin, long writtenAt) {
        this.content = content;
        this.fromAdmin = fromAdmin;
        this.writtenAt = writtenAt;
    }
}
