package io.flaghoist.schemas.record;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The statement of an environment's owner, every few seconds, that up to this position the log
 * contained all of upstream's state, and how long ago. Only this proves how fresh an edge is.
 *
 * @param node the sending ingest
 * @param sequence number of the heartbeat in its epoch, from 1. Only a greater (epoch, sequence) is
 *     new, so that duplicates of a mirror prove nothing
 * @param position of the last change in the log; its epoch is the owner's, even where the last
 *     change is of an earlier one
 * @param digest {@link io.flaghoist.schemas.image.LiveDigest#text()} of all documents there
 * @param liveKeys number of these documents
 * @param at when it was sent, by the owner's clock
 * @param proof when the log was last known to contain all of upstream's state; empty if never
 * @param keysReadAge age of the list of SDK keys at {@code at}; empty if it was never read
 * @param upstream the state of upstream
 * @param upstreamSince since when
 * @param exceptions documents that differ from upstream, at most {@link #MAX_EXCEPTIONS}
 * @param exceptionCount the total number
 * @param orders outcomes of the latest orders, oldest first, at most {@link #MAX_ORDERS}
 * @param historyHash {@link HistoryCodec#chainHash} of the last record of the history; empty if
 *     there is none
 * @param names the environment's names; empty until it was completely published
 * @param removal the removals that wait for a confirmation, which are among the exceptions; empty
 *     if none
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

    /** Interval of heartbeats. */
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

    /** Whether this is newer than {@code other}. */
    public boolean isAfter(Heartbeat other) {
        int byEpoch = Long.compare(epoch(), other.epoch());
        return byEpoch != 0 ? byEpoch > 0 : sequence > other.sequence;
    }

    /**
     * When the log was last known to contain all of upstream's state.
     *
     * @param at by the owner's clock
     * @param age the age at the time of the heartbeat, the greater of the owner's clocks
     */
    public record Proof(Instant at, Duration age) {}

    /**
     * Removals that wait for a confirmation.
     *
     * @param hold {@link Hold#idOf} all of them, including those beyond {@link #MAX_EXCEPTIONS}
     * @param keys the number of removals
     */
    public record HeldRemoval(String hold, int keys) {}

    /** The state of an environment's upstream. */
    public enum Upstream {
        /** No complete read yet since this owner took over. */
        CONNECTING("connecting"),
        /** The upstream stream is open and its changes are in the log. */
        STREAMING("streaming"),
        /** Polls keep the log up to date: configured, or because the stream is down. */
        POLLING("polling"),
        /** Upstream is unreachable or refuses the keys. */
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
