package io.flaghoist.ingest.status;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.kafka.TestKafka;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_publishing_of_the_status() throws Exception {
        var stuck = new Stuck();
        try (var status =
                new StatusPublisher(
                        TestKafka.stuck(stuck),
                        () -> {
                            throw stuck.call();
                        })) {
            status.start();
            stuck.isToldOf("ingest-status", Duration.ofMinutes(1));
        }
    }
}
