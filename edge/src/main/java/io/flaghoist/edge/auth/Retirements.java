package io.flaghoist.edge.auth;

import io.flaghoist.follower.Environments;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.follower.ImageListener;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Retired environments: all documents were removed, including the environment's record, or the
 * owner reports them as retired. Environments that were not read yet are not retired, nor those
 * that lost only their record, which the owner repairs. Thread-safe.
 */
public final class Retirements implements ImageListener {
    private static final DocumentKey ITSELF = new DocumentKey.OfEnvironment();

    private final Environments environments;
    private final FollowerView follower;
    private final Set<EnvironmentId> withoutRecord = ConcurrentHashMap.newKeySet();

    public Retirements(Environments environments, FollowerView follower) {
        this.environments = environments;
        this.follower = follower;
    }

    /** Whether {@code environment} existed and was retired. */
    public boolean isRetired(EnvironmentId environment) {
        EnvironmentImage image = environments.image(environment);
        if (image != null && image.isComplete()) {
            return false;
        }
        boolean isEmpty = image != null && image.liveKeys() == 0;
        return (isEmpty && withoutRecord.contains(environment))
                || follower.freshness(environment)
                        .heartbeat()
                        .filter(said -> said.upstream() == Heartbeat.Upstream.RETIRED)
                        .isPresent();
    }

    @Override
    public void advanced(EnvironmentImage before, EnvironmentImage after, List<Change> changes) {
        if (after.isComplete()) {
            withoutRecord.remove(after.environment());
        } else if (before.isComplete() || remembersItsRemoval(after)) {
            withoutRecord.add(after.environment());
        }
    }

    private static boolean remembersItsRemoval(EnvironmentImage image) {
        return image.removals().stream().anyMatch(removal -> removal.key().equals(ITSELF));
    }
}
