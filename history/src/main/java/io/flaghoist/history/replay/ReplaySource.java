package io.flaghoist.history.replay;

import io.flaghoist.history.log.RecordSource;
import java.util.Optional;

/**
 * What is written again.
 *
 * @param history read twice: first to see that it is whole, then to write it
 * @param base records of the config topic with the documents as they stood before the first record
 *     of {@code history}; none when that begins with revision 1
 * @param origin the log that this is; empty for what is in no Kafka
 */
public record ReplaySource(RecordSource history, RecordSource base, Optional<Origin> origin) {
    /** Nothing stood before the first record. */
    public static final RecordSource NO_BASE = _ -> {};

    /** A prefix on a Kafka cluster. */
    public record Origin(String clusterId, String prefix) {}
}
