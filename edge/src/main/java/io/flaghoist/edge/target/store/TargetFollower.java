package io.flaghoist.edge.target.store;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that maintains the target store: finds targets topics, reads them, and removes expired
 * targets. It survives outages of Kafka and a full disk; stored targets are served meanwhile.
 */
public final class TargetFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetFollower.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final Timing timing;
    private final TargetStore store;
    private final TargetLog targetLog;
    private final Set<EnvironmentId> chosen;
    private final SupervisedLoop loop;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Admin admin;
    private volatile boolean failing;
    private long lookAtNanos;
    private long sweepAtNanos;

    /**
     * Intervals.
     *
     * @param look interval of metadata requests; default 5 s
     * @param poll poll timeout; default 500 ms
     * @param step interval of retention steps; default 1 s
     * @param stepSize targets checked per step; default 1,000
     * @param rest interval between rounds of steps; default 1 h
     */
    public record Timing(Duration look, Duration poll, Duration step, int stepSize, Duration rest) {
        public static final Timing DEFAULT =
                new Timing(
                        Duration.ofSeconds(5),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        1_000,
                        Duration.ofHours(1));
    }

    /**
     * Opens and connects nothing before {@link #start}.
     *
     * @param supervisor runs the loop
     * @param store opened and closed by this follower
     */
    public TargetFollower(
            Supervisor supervisor,
            KafkaSettings kafka,
            Timing timing,
            TargetStore store,
            TargetLog targetLog) {
        this.kafka = kafka;
        this.timing = timing;
        this.store = store;
        this.targetLog = targetLog;
        this.chosen = Set.copyOf(kafka.chosenEnvironments());
        this.loop =
                supervisor.loop(
                        LoopSpec.of("edge-targets", "stored targets are not updated").onPlatform(),
                        this::turn,
                        this::end);
    }

    /** Opens the store, so that it is readable when this returns; then starts to follow. */
    public void start() {
        store.open();
        loop.start();
    }

    /** Stops following, and closes the store after the thread has ended. */
    @Override
    public void close() {
        loop.finish();
        closing.countDown();
        Consumer<byte[], byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
        loop.awaitEnd(FAREWELL);
    }

    /** Whether the last attempt to use Kafka or the disk failed. */
    public boolean isFailing() {
        return failing;
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void turn() throws InterruptedException {
        try {
            Consumer<byte[], byte[]> ours = consumer;
            Admin asking = admin;
            if (ours == null || asking == null) {
                connect();
            } else {
                turn(asking, ours);
            }
        } catch (KafkaException e) {
            disconnect();
            tell(e);
            pause();
        } catch (RuntimeException e) {
            disconnect();
            throw e;
        }
    }

    /**
     * Clients can only be created once a bootstrap address resolves; then they survive any outage.
     */
    private void connect() {
        disconnect();
        admin = Admin.create(kafka.connection().client(adminProperties()));
        var ours = kafka.clients(ANSWER_TIMEOUT).logReader("targets");
        consumer = ours;
        targetLog.begin(ours);
        lookAtNanos = System.nanoTime();
        sweepAtNanos = lookAtNanos;
    }

    private void disconnect() {
        Consumer<byte[], byte[]> ours = consumer;
        consumer = null;
        if (ours != null) {
            ours.close();
        }
        Admin asked = admin;
        admin = null;
        if (asked != null) {
            asked.close();
        }
    }

    private void end() {
        disconnect();
        store.close();
    }

    private void turn(Admin admin, Consumer<byte[], byte[]> ours) throws InterruptedException {
        try {
            if (store.isDamaged() || !store.isOpen()) {
                recover();
                return;
            }
            look(admin);
            sweep();
            if (targetLog.isEmpty()) {
                pause();
            } else {
                targetLog.take(ours.poll(timing.poll()));
            }
            failing = false;
        } catch (WakeupException e) {
            log.debug("Woken up: closing.");
        } catch (InvalidOffsetException e) {
            startOver(e);
        } catch (StoreFailedException e) {
            tell(e);
            recover();
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            tell(e);
            pause();
        } catch (RuntimeException e) { // a defect
            recover();
            throw e;
        }
    }

    /** Records that were read but not written are read again from the checkpoint. */
    private void recover() throws InterruptedException {
        targetLog.forgetPositions();
        pause();
        if (isOpen()) {
            var _ = store.reopen();
            lookAtNanos = System.nanoTime();
        }
    }

    private void startOver(InvalidOffsetException e) throws InterruptedException {
        try {
            targetLog.startOver(e.partitions());
        } catch (StoreFailedException failed) {
            tell(failed);
            recover();
        }
    }

    private void look(Admin admin)
            throws InterruptedException,
                    ExecutionException,
                    TimeoutException,
                    StoreFailedException {
        if (System.nanoTime() - lookAtNanos < 0) {
            return;
        }
        lookAtNanos = System.nanoTime() + timing.look().toNanos();
        targetLog.adopt(TargetTopics.ask(admin, targetLog.catalogue(), this::follows));
    }

    private boolean follows(EnvironmentId environment) {
        return chosen.isEmpty() || chosen.contains(environment);
    }

    private void sweep() throws StoreFailedException {
        long now = System.nanoTime();
        if (now - sweepAtNanos >= 0) {
            boolean endOfRound = store.sweep(timing.stepSize());
            sweepAtNanos = now + (endOfRound ? timing.rest() : timing.step()).toNanos();
        }
    }

    private void pause() throws InterruptedException {
        var _ = closing.await(timing.poll().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell(Exception e) {
        if (!failing) {
            failing = true;
            log.warn(
                    "Reading the targets topics failed: {}. Stored targets are still served; retrying until it succeeds."
                            + " Check KAFKA_BOOTSTRAP_SERVERS, this principal's READ permission on the targets topics,"
                            + " and room in dataDirectory.",
                    StoreFailedException.words(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static Map<String, Object> adminProperties() {
        var properties = new HashMap<String, Object>();
        properties.put("client.id", "flaghoist-edge-targets-topics");
        properties.put("request.timeout.ms", 4_000);
        properties.put("default.api.timeout.ms", 5_000);
        return properties;
    }
}
