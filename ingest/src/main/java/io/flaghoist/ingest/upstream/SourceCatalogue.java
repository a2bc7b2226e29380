package io.flaghoist.ingest.upstream;

import io.flaghoist.saas.KeyStatus;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.List;
import java.util.Optional;

/** The environments that upstreams have; they appear and vanish at any time. Thread-safe. */
public interface SourceCatalogue extends AutoCloseable {
    /** Called on the catalogue's threads. */
    interface Listener {
        /** An environment has a source, or another one than before. */
        void appeared(EnvironmentSource source);

        /** No source has the environment any more. What is in the log stays. */
        void vanished(EnvironmentId environment);

        /** {@link #unresolved()} has changed. */
        void resolved();
    }

    /** Starts looking for sources. */
    void start(Listener listener);

    /** Credentials whose environments are not known yet. */
    List<KeyStatus> unresolved();

    /**
     * Whether upstream refuses an environment that no source has appeared for.
     *
     * @param image of its log
     */
    Optional<EnvironmentSource.Refusal> refusal(EnvironmentImage image);

    @Override
    void close();
}
