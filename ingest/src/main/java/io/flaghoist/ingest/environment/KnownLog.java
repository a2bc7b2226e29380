package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.List;

/**
 * What this process knows to be in a log that it wrote last: the truth against which the log is
 * held when it is opened again, unless another owner has written meanwhile.
 *
 * @param durable everything that was acknowledged
 * @param attempted the same after the last transaction whose outcome is unknown; {@code durable}
 *     where there is none
 * @param unwritten changes that were decided and may not have come into the log
 */
public record KnownLog(
        EnvironmentImage durable, EnvironmentImage attempted, List<PlannedChange> unwritten) {
    public KnownLog {
        unwritten = List.copyOf(unwritten);
    }

    /** Everything is in the log. */
    public static KnownLog of(EnvironmentImage image) {
        return new KnownLog(image, image, List.of());
    }

    /** The last position that this process may have written. */
    public Position last() {
        return attempted.position();
    }

    /** What the log must hold, where its history ends at {@code last}. */
    public EnvironmentImage at(Position last) {
        return last.equals(attempted.position()) ? attempted : durable;
    }
}
