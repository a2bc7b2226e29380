package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one environment, on a virtual thread of its own: keeps its log open, and equal to its
 * source, if it has one. No failure here delays another environment. After its release another
 * instance can own the environment; this process needs a new worker to own it again.
 */
public final class EnvironmentWorker {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentWorker.class);

    /** The longest wait for an event; then everything is checked. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    /** Above all that a turn may wait for: Kafka, and answers of upstream that trickle in. */
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final EnvironmentId environment;
    private final WorkerDependencies shared;
    private final EventQueue events;
    private final StatusKeeper status;
    private final OwnerHeartbeats owner;
    private final LogKeeper log;
    private final OrderExecutor orders;
    private final SupervisedLoop loop;
    private final Consumer<EnvironmentId> onEnd;
    private volatile boolean hasSource;
    private volatile Optional<String> topicFaults = Optional.empty();
    private @Nullable UpstreamFollower upstream;

    /**
     * Starts nothing yet.
     *
     * @param onEnd called on the worker's thread once the log is released
     */
    EnvironmentWorker(
            EnvironmentId environment, WorkerDependencies shared, Consumer<EnvironmentId> onEnd) {
        this.environment = environment;
        this.shared = shared;
        this.onEnd = onEnd;
        var proofs = new ProofKeeper();
        this.events = new EventQueue(proofs::doubt);
        this.status = new StatusKeeper(environment, shared, proofs);
        this.owner = new OwnerHeartbeats(environment, shared, proofs, events, status::current);
        this.log = new LogKeeper(owner, shared, status);
        this.orders = new OrderExecutor(environment, shared, status);
        this.loop =
                shared.supervisor()
                        .loop(
                                LoopSpec.of(
                                                "ingest-environment",
                                                "changes of this environment stay at upstream; SDKs are served the last"
                                                        + " state in the log")
                                        .ofInstance(environment.value())
                                        .within(DEADLINE),
                                this::turn,
                                this::ended);
    }

    void start() {
        shared.orders().listen(environment, events::wake);
        loop.start();
    }

    public EnvironmentId environment() {
        return environment;
    }

    /** The environment has a source, or another one than before. */
    void follow(EnvironmentSource source) {
        hasSource = true;
        events.appeared(source);
    }

    /** The environment has no source any more; it keeps its owner. */
    void stopFollowing() {
        hasSource = false;
        events.vanished();
    }

    /** What is wrong with the settings of its topics, in words; any thread. */
    public void topicFaults(Optional<String> faults) {
        topicFaults = faults;
    }

    /** The state of the environment; any thread. */
    public EnvironmentStatus status() {
        EnvironmentStatus current = status.current();
        return current.writable()
                ? shared.log().cannotWrite(owner).map(current::cutOff).orElse(current)
                : current;
    }

    /** How long ago the last heartbeat was committed; empty before the first. */
    public Optional<Duration> heartbeatAge() {
        return owner.age();
    }

    /** How long ago the log was last known to hold all of upstream. */
    public Optional<Duration> proofAge() {
        return owner.proofAge();
    }

    private void turn() throws InterruptedException {
        try {
            step();
        } catch (RuntimeException e) {
            // One bad thing must not end the environment: what was under way is read again.
            log.loseAll(e);
            throw e;
        }
        long next = log.remaining();
        if (upstream != null) {
            next = Math.min(next, upstream.remaining(log));
        }
        handle(events.take(Math.min(next, MAX_WAIT.toNanos())));
    }

    private void step() throws InterruptedException {
        UpstreamFollower current = upstream;
        boolean opened = log.openIfDue();
        orders.executeDue(log, refusal(current));
        if (current != null) {
            if (opened) {
                current.logOpened();
            }
            current.openStreamIfDue();
            current.publishDue(log);
        }
        topicFaults.ifPresentOrElse(
                faults -> status.problems().raise(Area.TOPICS, faults),
                () -> status.problems().clear(Area.TOPICS));
        status.publish(current, hasSource || !shared.sources().unresolved().isEmpty());
        if (current != null) {
            // Last: what these notices led to is an exception, or in the log, before it is proven.
            events.unsettled(current.notices().oldest());
        }
    }

    /** Upstream refuses the environment. */
    private Optional<EnvironmentSource.Refusal> refusal(@Nullable UpstreamFollower current) {
        LogTail tail = log.tail();
        if (current != null) {
            return current.source().refusal();
        }
        return tail == null ? Optional.empty() : shared.sources().refusal(tail.image());
    }

    private void handle(EventQueue.Batch batch) {
        for (EventQueue.Event event : batch.events()) {
            switch (event) {
                case EventQueue.SourceAppeared(var source) -> begin(source);
                case EventQueue.SourceVanished() -> endFollowing();
                case EventQueue.Woken() -> {}
                case EventQueue.LogEvent of -> log.handle(of);
                case EventQueue.SourceEvent of -> {
                    if (upstream != null) {
                        upstream.handle(of);
                    }
                }
            }
        }
        if (upstream != null) {
            upstream.add(batch.notices(), batch.dropped());
        }
    }

    private void begin(EnvironmentSource source) {
        endFollowing();
        LOG.info("Environment {}: following upstream", environment);
        var follower = new UpstreamFollower(source, events, shared, status, orders);
        upstream = follower;
        follower.logOpened();
        orders.following(follower);
    }

    private void endFollowing() {
        if (upstream != null) {
            LOG.info("Environment {}: upstream is not followed any more", environment);
            upstream.close();
            upstream = null;
            orders.followingNothing();
            status.sourceVanished();
            events.unsettled(Optional.empty());
        }
    }

    private void ended() {
        var _ = Thread.interrupted(); // or the log could not be released in order
        if (upstream != null) {
            upstream.close();
        }
        shared.orders().forget(environment);
        try {
            log.release();
        } finally {
            onEnd.accept(environment);
        }
    }

    /** Asks the worker to end after what it is doing, and to release the environment. */
    void release() {
        loop.finish();
        events.wake();
    }

    /** Waits until the worker has ended. */
    boolean awaitEnd(Duration atMost) {
        loop.awaitEnd(atMost);
        return loop.hasEnded();
    }

    /** Ends what the worker is doing. */
    void interrupt() {
        loop.interrupt();
    }
}
