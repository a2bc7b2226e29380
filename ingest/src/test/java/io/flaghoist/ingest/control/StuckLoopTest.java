package io.flaghoist.ingest.control;

import io.flaghoist.ingest.Stuck;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_reading_of_orders() throws Exception {
        var stuck = new Stuck();
        try (var orders =
                new OrderTopicReader(
                        "control",
                        () -> {
                            throw stuck.call();
                        },
                        new Orders(),
                        () -> {},
                        stuck.supervisor(),
                        Clock.systemUTC())) {
            orders.start();
            stuck.isToldOf("ingest-orders", Duration.ofMinutes(1));
        }
    }
}
