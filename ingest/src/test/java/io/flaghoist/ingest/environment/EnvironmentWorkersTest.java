package io.flaghoist.ingest.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.OrderKey;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EnvironmentWorkersTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");

    private final SlowLog log = new SlowLog();
    private final WorkerDependencies shared = TestDependencies.of(log, Supervisor.unobserved());
    private final EnvironmentWorkers workers = new EnvironmentWorkers(shared);

    @Test
    void an_environment_is_acquired_again_only_after_its_release_has_ended() throws Exception {
        workers.isInLog(ENVIRONMENT);
        Thread releasing = Thread.ofVirtual().start(() -> workers.release(List.of(ENVIRONMENT)));
        log.releasing.await();

        workers.acquire(ENVIRONMENT);
        workers.isInLog(ENVIRONMENT);
        assertThat(log.calls).containsExactly("acquire");
        assertThat(workers.environments()).isEmpty();

        log.mayRelease.countDown();
        await().until(() -> workers.environments().contains(ENVIRONMENT));
        releasing.join();
        assertThat(log.calls).containsExactly("acquire", "release", "acquire");
        assertThat(shared.metrics().registry().scrape().stream())
                .anyMatch(metric ->
                        metric.getMetadata().getName().equals("flaghoist_ingest_revision")
                                && !metric.getDataPoints().isEmpty());
        workers.close();
    }

    @Test
    void an_environment_that_is_released_once_more_is_not_acquired_when_its_release_has_ended()
            throws Exception {
        workers.isInLog(ENVIRONMENT);
        Thread releasing = Thread.ofVirtual().start(() -> workers.release(List.of(ENVIRONMENT)));
        log.releasing.await();
        workers.acquire(ENVIRONMENT);

        workers.release(List.of(ENVIRONMENT));
        log.mayRelease.countDown();
        releasing.join();

        assertThat(log.calls).containsExactly("acquire", "release");
        assertThat(workers.environments()).isEmpty();
        workers.close();
    }

    /** A log that is not available, and that takes its time to be released. */
    private static final class SlowLog implements FlagLog {
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final CountDownLatch releasing = new CountDownLatch(1);
        private final CountDownLatch mayRelease = new CountDownLatch(1);

        @Override
        public void acquire(EnvironmentId environment) {
            calls.add("acquire");
        }

        @Override
        public Opened open(EnvironmentOwner owner, Optional<FlagLog.KnownLog> known) {
            return new Opened.Unavailable("a test");
        }

        @Override
        public Appended append(LogTail tail, List<PlannedChange> changes, Cause cause) {
            throw new AssertionError("the log is not open");
        }

        @Override
        public Appended appendOrdered(
                LogTail tail,
                List<PlannedChange> changes,
                Cause cause,
                Optional<OrderKey> settled) {
            throw new AssertionError("the log is not open");
        }

        @Override
        public void release(EnvironmentOwner owner) {
            releasing.countDown();
            try {
                mayRelease.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            calls.add("release");
        }

        @Override
        public Optional<Problem> cannotWrite(EnvironmentOwner owner) {
            return Optional.empty();
        }
    }
}
