package io.flaghoist.history.verify;

import java.util.Arrays;
import java.util.HexFormat;

/** The beginning of the hash of every record of a chain, by revision: eight bytes per record. */
final class RecordHashes {
    private static final int DIGITS = 16;

    private long firstRevision;
    private long[] hashes = new long[1_024];
    private int count;

    /** Adds the record after the last one. */
    void add(long revision, String hash) {
        if (count == 0) {
            firstRevision = revision;
        }
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count++] = HexFormat.fromHexDigitsToLong(hash, 0, DIGITS);
    }

    boolean has(long revision) {
        return revision >= firstRevision && revision < firstRevision + count;
    }

    boolean has(long revision, String hash) {
        return has(revision)
                && hash.startsWith(
                        HexFormat.of().toHexDigits(hashes[(int) (revision - firstRevision)]));
    }
}
