package io.flaghoist.history.replay;

import io.flaghoist.schemas.EnvironmentId;
import java.util.OptionalLong;

/**
 * What is to be written again of a log.
 *
 * @param until the last revision; empty for all
 * @param allowsBroken whether a history is written that does not verify
 */
public record ReplayOrder(EnvironmentId environment, OptionalLong until, boolean allowsBroken) {
    /** All of an intact log. */
    public static ReplayOrder whole(EnvironmentId environment) {
        return new ReplayOrder(environment, OptionalLong.empty(), false);
    }

    /** An intact log as it stood at {@code revision}. */
    public static ReplayOrder until(EnvironmentId environment, long revision) {
        return new ReplayOrder(environment, OptionalLong.of(revision), false);
    }

    boolean includes(long revision) {
        return until.isEmpty() || revision <= until.getAsLong();
    }
}
