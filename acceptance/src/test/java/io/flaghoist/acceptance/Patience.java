package io.flaghoist.acceptance;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** How long the suite waits for what must come. */
enum Patience {
    /** By stream: milliseconds, on a machine that does something else as well. */
    STREAM(Duration.ofSeconds(15)),
    /** After a restart: SDKs wait up to 10 s before they come back, and longer the next time. */
    RESTART(Duration.ofSeconds(60)),
    /** Until a service that was away has seen all that happened. */
    RECOVERY(Duration.ofSeconds(90));

    private final Duration limit;

    Patience(Duration limit) {
        this.limit = limit;
    }

    void until(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(limit)
                .until(condition);
    }

    void untilAsserted(String what, ThrowingRunnable assertion) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .atMost(limit)
                .untilAsserted(assertion);
    }
}
