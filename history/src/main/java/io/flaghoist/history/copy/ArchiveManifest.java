package io.flaghoist.history.copy;

import java.util.List;
import java.util.Optional;

/**
 * What an archive says of itself, and what its signature is over.
 *
 * @param format of the archive; {@link #FORMAT} is the one that is written
 * @param from the first record
 * @param to the last record
 * @param records of the history
 * @param historyHash the chain's head: the hash of the last record
 * @param createdAt ISO 8601
 * @param createdBy the version of Flaghoist
 * @param clusterId the Kafka that it was read from
 * @param prefix of the topics that it was read from
 * @param entries what else is in the archive
 */
public record ArchiveManifest(
        int format,
        String environment,
        Point from,
        Point to,
        long records,
        String historyHash,
        String createdAt,
        String createdBy,
        String clusterId,
        String prefix,
        List<Entry> entries) {

    /** The format that is written, and the only one that is read. */
    public static final int FORMAT = 1;

    /** A position in the log. */
    public record Point(long epoch, long revision) {}

    /**
     * One entry.
     *
     * @param records in it
     * @param bytes its length when unpacked
     * @param sha256 hex, of what is unpacked
     */
    public record Entry(String name, long records, long bytes, String sha256) {}

    public ArchiveManifest {
        entries = entries == null ? List.of() : List.copyOf(entries);
    }

    Optional<Entry> entry(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
