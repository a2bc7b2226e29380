package io.flaghoist.history.copy;

import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import java.util.OptionalLong;

/**
 * What is to be copied of a log, into an archive or to other topics.
 *
 * @param until the last revision; empty for all
 * @param allowsBroken whether a history is copied that does not verify
 */
public record CopyOrder(EnvironmentId environment, OptionalLong until, boolean allowsBroken) {
    /** All of an intact log. */
    public static CopyOrder whole(EnvironmentId environment) {
        return new CopyOrder(environment, OptionalLong.empty(), false);
    }

    /** An intact log as it stood at {@code revision}. */
    public static CopyOrder until(EnvironmentId environment, long revision) {
        return new CopyOrder(environment, OptionalLong.of(revision), false);
    }

    boolean excludes(StoredRecord record) {
        return until.isPresent() && record.revision() > until.getAsLong();
    }
}
