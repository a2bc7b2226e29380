package io.flaghoist.ingest.upstream;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_look_at_refused_keys() throws Exception {
        var stuck = new Stuck();
        try (var refusals =
                new KeyRefusals(
                        ApiKeys.of("a-key"),
                        _ -> {
                            throw stuck.call();
                        },
                        () -> true,
                        Duration.ofMillis(60),
                        stuck.supervisor(),
                        Clock.systemUTC(),
                        System::nanoTime)) {
            refusals.suspect(new Secret("a-key"), Optional.empty(), 401);
            refusals.start();
            stuck.isToldOf("ingest-key-refusals", Duration.ofMinutes(10));
        }
    }
}
