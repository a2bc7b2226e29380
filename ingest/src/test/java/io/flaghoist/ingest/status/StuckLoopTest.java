package io.flaghoist.ingest.status;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.log.KafkaContact;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_telling_of_the_status() throws Exception {
        var stuck = new Stuck();
        try (var status =
                new StatusPublisher(
                        "test",
                        "status",
                        () -> {
                            throw stuck.call();
                        },
                        () -> 0,
                        List::of,
                        Clock.systemUTC(),
                        new KafkaContact(Clock.systemUTC(), System::nanoTime),
                        stuck.supervisor())) {
            status.start();
            stuck.isToldOf("ingest-status", Duration.ofMinutes(1));
        }
    }
}
