package io.flaghoist.ingest.control;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.kafka.TestKafka;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_reading_of_orders() throws Exception {
        var stuck = new Stuck();
        try (var orders =
                new OrderTopicReader(
                        TestKafka.stuck(stuck),
                        new Orders(),
                        () -> {
                            throw stuck.call();
                        })) {
            orders.start();
            stuck.isToldOf("ingest-orders", Duration.ofMinutes(1));
        }
    }
}
