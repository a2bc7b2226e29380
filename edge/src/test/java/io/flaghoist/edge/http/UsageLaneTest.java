package io.flaghoist.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.service.Supervisor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageLaneTest {
    private static final int MAX_HELD = 3;

    private final UsageLane lane = new UsageLane(Supervisor.unobserved(), 1, MAX_HELD);
    private final CountDownLatch free = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        lane.start();
    }

    @AfterEach
    void stop() throws Exception {
        free.countDown();
        lane.stop();
    }

    private void occupy() throws InterruptedException {
        var begun = new CountDownLatch(1);
        lane.execute(() -> {
            begun.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
    }

    @Test
    void so_many_posts_are_held_and_the_next_one_is_its_senders_to_wait_for() throws Exception {
        occupy();
        for (int i = 0; i < MAX_HELD; i++) {
            assertThat(lane.hold(done::incrementAndGet)).as("post %d", i).isTrue();
        }

        assertThat(lane.hold(done::incrementAndGet)).isFalse();
        assertThat(lane.waiting()).isEqualTo(MAX_HELD);

        free.countDown();
        await().until(() -> done.get() == MAX_HELD);
        assertThat(lane.hold(done::incrementAndGet)).as("there is room again").isTrue();
        await().until(() -> done.get() == MAX_HELD + 1);
    }

    @Test
    void what_keeps_no_memory_is_always_taken() throws Exception {
        occupy();
        for (int i = 0; i <= MAX_HELD; i++) {
            lane.execute(done::incrementAndGet);
        }
        assertThat(lane.hold(done::incrementAndGet)).isTrue();

        free.countDown();
        await().until(() -> done.get() == MAX_HELD + 2);
    }

    @Test
    void a_job_that_fails_does_not_stop_the_others() {
        lane.execute(() -> {
            throw new IllegalStateException("a defect, to be logged");
        });
        lane.execute(() -> {
            assertThat(UsageLane.isHere()).isTrue();
            done.incrementAndGet();
        });

        await().until(() -> done.get() == 1);
        assertThat(UsageLane.isHere()).isFalse();
    }
}
