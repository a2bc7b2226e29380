package io.flaghoist.edge.target.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.edge.target.StoredTargets;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.schemas.wire.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stored targets of this edge: complete if recently seen here, else from the log. */
final class LocalTargets implements StoredTargets {
    private final RecentTargets recent;
    private final Optional<TargetStore> store;
    private final TargetMeters meters;

    /**
     * @param store empty if this edge does not follow targets topics
     */
    public LocalTargets(RecentTargets recent, Optional<TargetStore> store, TargetMeters meters) {
        this.recent = recent;
        this.store = store;
        this.meters = meters;
    }

    @Override
    public @Nullable Target get(EnvironmentId environment, String identifier) {
        Optional<byte[]> remembered = recent.json(environment, identifier);
        if (remembered.isPresent()) {
            return read(remembered.get(), "memory");
        }
        Optional<byte[]> stored = store.flatMap(it -> it.get(environment, identifier));
        if (stored.isPresent()) {
            return read(stored.get(), "disk");
        }
        meters.lookedUp("nowhere");
        return null;
    }

    private @Nullable Target read(byte[] json, String found) {
        try {
            Target target = JsonZone.UNTRUSTED.read(json, Target.class);
            meters.lookedUp(found);
            return target;
        } catch (JsonProcessingException e) {
            meters.lookedUp("unreadable"); // not written by an edge or ingest
            return null;
        }
    }
}
