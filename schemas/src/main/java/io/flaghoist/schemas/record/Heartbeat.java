package io.flaghoist.schemas.record;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the owner of an environment says of it every few seconds: up to this position, this log held
 * all that upstream had said, this long ago. Nothing else proves how fresh an edge is.
 *
 * @param node the ingest that says it
 * @param sequence counts the heartbeats of an epoch, from 1. Only a greater (epoch, sequence) says
 *     anything new, so that a mirror that delivers twice proves nothing anew
 * @param position of the last change in the log; its epoch is the owner's, even where the last
 *     change is of an earlier one
 * @param digest {@link io.flaghoist.schemas.image.LiveDigest#text()} of all documents there
 * @param liveKeys how many documents that are
 * @param at when it was said, by the owner's clock
 * @param proof when the log was last known to hold all that upstream had said; empty while it never
 *     was
 * @param keysReadAge how long before {@code at} the list of SDK keys in the log was read upstream;
 *     empty while it never was
 * @param upstream where upstream stands
 * @param upstreamSince since when
 * @param exceptions documents that are not as upstream has them, at most {@link #MAX_EXCEPTIONS}
 * @param exceptionCount how many there are in all
 * @param orders what came of the latest orders, oldest first, at most {@link #MAX_ORDERS}
 * @param historyHash {@link HistoryCodec#chainHash} of the last record of the history; empty where
 *     there is none
 * @param names the environment's names; empty while it was never published as a whole
 * @param removal the removals that wait for a confirmation, among the exceptions; empty when none
 *     do
 */
public record Heartbeat(
        EnvironmentId environment,
        String node,
        long sequence,
        Position position,
        String digest,
        int liveKeys,
        Instant at,
        Optional<Proof> proof,
        Optional<Duration> keysReadAge,
        Upstream upstream,
        Instant upstreamSince,
        List<HeartbeatException> exceptions,
        int exceptionCount,
        List<OrderOutcome> orders,
        String historyHash,
        Optional<EnvironmentNames> names,
        Optional<HeldRemoval> removal) {
    public static final int MAX_EXCEPTIONS = 100;
    public static final int MAX_ORDERS = 16;

    /** How often the owner says it. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    public Heartbeat {
        exceptions = List.copyOf(exceptions);
        orders = List.copyOf(orders);
        if (sequence < 1) {
            throw new IllegalArgumentException("a sequence begins with 1");
        }
        if (exceptions.size() > MAX_EXCEPTIONS || orders.size() > MAX_ORDERS) {
            throw new IllegalArgumentException("a heartbeat is bounded");
        }
    }

    /** The owner's epoch. */
    public long epoch() {
        return position.epoch();
    }

    public long revision() {
        return position.revision();
    }

    /** Whether this says anything that {@code other} does not. */
    public boolean isAfter(Heartbeat other) {
        int byEpoch = Long.compare(epoch(), other.epoch());
        return byEpoch != 0 ? byEpoch > 0 : sequence > other.sequence;
    }

    /**
     * When the log was last known to hold all that upstream had said.
     *
     * @param at by the owner's clock
     * @param age how long before the heartbeat that was, by the greater of the owner's clocks
     */
    public record Proof(Instant at, Duration age) {}

    /**
     * Removals that wait for a confirmation.
     *
     * @param hold {@link Hold#idOf} all of them, also of those beyond {@link #MAX_EXCEPTIONS}
     * @param keys how many there are
     */
    public record HeldRemoval(String hold, int keys) {}

    /** Where an environment's upstream stands. */
    public enum Upstream {
        /** No complete read yet since this owner took over. */
        CONNECTING("connecting"),
        /** The upstream stream is open and what it says is in the log. */
        STREAMING("streaming"),
        /** Polls keep the log up to date: by choice, or because the stream is down. */
        POLLING("polling"),
        /** Upstream cannot be reached or refuses. */
        DOWN("down"),
        /** No upstream of this owner claims the environment. */
        UNCLAIMED("unclaimed"),
        /** A person made the log the environment's source. */
        ADOPTED("adopted"),
        /** A person retired the environment. */
        RETIRED("retired");

        private final String word;

        Upstream(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        static Upstream require(String word) {
            for (Upstream upstream : values()) {
                if (upstream.word.equals(word)) {
                    return upstream;
                }
            }
            throw new IllegalArgumentException("no upstream state is called " + word);
        }
    }
}
