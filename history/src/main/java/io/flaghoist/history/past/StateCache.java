package io.flaghoist.history.past;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.LogUnavailableException;
import java.util.Optional;

/** Where states are kept from one question to the next. */
public interface StateCache {
    /** Keeps nothing. */
    StateCache NONE =
            new StateCache() {
                @Override
                public Optional<PastState> nearest(EnvironmentLog log, long revision) {
                    return Optional.empty();
                }

                @Override
                public void keep(EnvironmentLog log, PastState state) {}
            };

    /** The kept state of this very log that is the fewest changes away from {@code revision}. */
    Optional<PastState> nearest(EnvironmentLog log, long revision) throws LogUnavailableException;

    /** Keeps a state, if there is room; a state that cannot be kept is no failure. */
    void keep(EnvironmentLog log, PastState state) throws LogUnavailableException;
}
