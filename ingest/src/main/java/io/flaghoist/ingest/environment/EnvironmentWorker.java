package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.control.Orders;
import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.upstream.KeyRefusals;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one environment, on a thread of its own: keeps its log open, and equal to the upstream that
 * claims it, if one does. Nothing that goes wrong here delays another environment.
 */
public final class EnvironmentWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentWorker.class);

    /** So long it waits for something to do, and then looks whether all is well. */
    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

    /** Above all that a turn may wait for: Kafka, and answers of upstream that trickle in. */
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    /** What a worker is built from besides its session. */
    public record Tools(
            String node,
            FlagLog log,
            HoldRules holdRules,
            IngestMetrics metrics,
            Executor blocking,
            Clock clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            Backoff kafkaRetry,
            Supervisor supervisor,
            Orders orders,
            KeyRefusals refusals,
            Runnable onStateChange) {}

    private final EnvironmentId environment;
    private final Tools tools;
    private final WorkerTiming timing;
    private final BooleanSupplier mayBeClaimedYet;
    private final Mailbox mailbox;
    private final StatusKeeper status;
    private final OwnerPulse pulse;
    private final LogKeeper log;
    private final Obedience obedience;
    private final SupervisedLoop loop;
    private volatile boolean isClaimed;
    private volatile Optional<String> topicFaults = Optional.empty();
    private @Nullable UpstreamFollower upstream;

    /**
     * Begins nothing yet.
     *
     * @param mayBeClaimedYet whether there are upstreams whose environments nobody knows
     */
    EnvironmentWorker(
            EnvironmentId environment,
            WorkerTiming timing,
            Tools tools,
            BooleanSupplier mayBeClaimedYet) {
        this.environment = environment;
        this.timing = timing;
        this.tools = tools;
        this.mayBeClaimedYet = mayBeClaimedYet;
        var proofs = new ProofKeeper();
        this.mailbox = new Mailbox(proofs::doubt);
        this.status = new StatusKeeper(environment, tools, proofs);
        this.pulse =
                new OwnerPulse(
                        environment,
                        tools.node(),
                        tools.clock(),
                        tools.nanoTime(),
                        proofs,
                        mailbox,
                        status::current);
        this.log = new LogKeeper(pulse, tools, status);
        this.obedience = new Obedience(environment, tools, status);
        this.loop =
                tools.supervisor()
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
        tools.orders().listen(environment, mailbox::ordered);
        loop.start();
    }

    public EnvironmentId environment() {
        return environment;
    }

    /** An upstream claims the environment; once. */
    void claim(UpstreamSession session) {
        isClaimed = true;
        mailbox.claim(session);
    }

    /** What is wrong with the settings of its topics, in words; any thread. */
    public void topicFaults(Optional<String> faults) {
        topicFaults = faults;
    }

    /** Where the environment stands; any thread. */
    public EnvironmentStatus status() {
        EnvironmentStatus current = status.current();
        return current.writable()
                ? tools.log().cannotWrite(pulse).map(current::cutOff).orElse(current)
                : current;
    }

    /** How long ago the last heartbeat was committed; empty before the first. */
    public Optional<Duration> heartbeatAge() {
        return pulse.age();
    }

    /** How long ago the log was last known to hold all that upstream said. */
    public Optional<Duration> proofAge() {
        return pulse.proofAge();
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
        absorb(mailbox.take(Math.min(next, LOOK_AROUND.toNanos())));
    }

    private void step() throws InterruptedException {
        UpstreamFollower claimed = upstream;
        boolean opened = log.openIfDue();
        obedience.attend(log, refusal(claimed));
        if (claimed != null) {
            if (opened) {
                claimed.logOpened();
            }
            claimed.openStreamIfDue();
            claimed.attend(log);
        }
        topicFaults.ifPresentOrElse(
                faults -> status.problems().raise(Area.TOPICS, faults),
                () -> status.problems().clear(Area.TOPICS));
        status.publish(claimed, isClaimed || mayBeClaimedYet.getAsBoolean());
        if (claimed != null) {
            // Last: what these notices led to is an exception, or in the log, before it is proven.
            mailbox.unsettled(claimed.notices().oldest());
        }
    }

    /** That SaaS refuses every key of the environment. */
    private Optional<KeyRefusals.Refusal> refusal(@Nullable UpstreamFollower claimed) {
        LogTail tail = log.tail();
        if (claimed != null) {
            return claimed.refusal();
        }
        return tail == null ? Optional.empty() : tools.refusals().ofLog(tail.image());
    }

    private void absorb(Mailbox.Mail mail) {
        UpstreamSession session = mail.claim();
        if (session != null) {
            LOG.info("Environment {}: following upstream", environment);
            var follower = new UpstreamFollower(session, mailbox, timing, tools, status, obedience);
            upstream = follower;
            follower.logOpened();
            obedience.claimed(follower);
        }
        log.attend(mail.log());
        if (upstream != null) {
            upstream.absorb(mail);
        }
    }

    private void ended() {
        if (upstream != null) {
            upstream.close();
        }
        tools.orders().forget(environment);
        log.release();
    }

    /** Tells the worker to end. */
    void stop() {
        loop.interrupt();
    }

    /** Ends the worker and waits until its thread is gone. */
    @Override
    public void close() {
        loop.close();
    }
}
