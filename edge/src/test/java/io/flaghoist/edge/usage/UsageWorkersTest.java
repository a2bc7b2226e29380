package io.flaghoist.edge.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.service.Supervisor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageWorkersTest {
    private static final int THREADS = 3;

    private final UsageWorkers workers = new UsageWorkers(Supervisor.unobserved(), THREADS);
    private final CountDownLatch free = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    @BeforeEach
    void start() {
        workers.start();
    }

    @AfterEach
    void stop() {
        free.countDown();
        workers.close();
    }

    private void occupy() throws InterruptedException {
        var begun = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            workers.execute(() -> {
                begun.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        begun.await();
    }

    @Test
    void tasks_wait_while_all_threads_are_busy() throws Exception {
        occupy();
        workers.execute(done::incrementAndGet);
        workers.execute(done::incrementAndGet);
        assertThat(workers.waiting()).isEqualTo(2);
        assertThat(done).hasValue(0);

        free.countDown();
        await().until(() -> done.get() == 2);
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void a_task_that_fails_does_not_stop_the_others() {
        for (int i = 0; i < 2 * THREADS; i++) {
            workers.execute(() -> {
                throw new IllegalStateException("a defect, to be logged");
            });
        }
        workers.execute(done::incrementAndGet);

        await().until(() -> done.get() == 1);
    }

    @Test
    void what_is_in_the_queue_is_run_before_the_threads_end() throws Exception {
        occupy();
        for (int i = 0; i < 10; i++) {
            workers.execute(done::incrementAndGet);
        }
        free.countDown();
        workers.close();

        assertThat(done).hasValue(10);
    }
}
