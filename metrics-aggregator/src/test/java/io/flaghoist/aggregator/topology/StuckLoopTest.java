package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.Stuck;
import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.saas.Backoff;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StuckLoopTest {
    @Test
    void the_sum_of_metrics(@TempDir Path data) throws Exception {
        var stuck = new Stuck();
        var admin = stuck.object(Admin.class);
        var answer = Duration.ofSeconds(10);
        try (var aggregation =
                new Aggregation(
                        Topology::new,
                        new KafkaSettings(null, null, null, null, null, null),
                        "test",
                        data,
                        admin,
                        new LeftOpenTransactions(
                                admin, answer, System::nanoTime, new PrometheusRegistry()),
                        new Backoff(answer, answer),
                        new Random(1),
                        Clock.systemUTC(),
                        stuck.supervisor())) {
            aggregation.start();
            stuck.isToldOf("aggregator-sum", Duration.ofMinutes(1));
        }
    }
}
