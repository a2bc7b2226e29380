package io.flaghoist.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dashboard sees the first increment of a counter only if the counter was there before. */
class MetricsAtStartTest {
    @TempDir private Path folder;

    @Test
    void counters_that_need_no_environment_are_scraped_at_0() throws Exception {
        var settings =
                new RunningAggregator.Settings()
                        .with("upstream", "apiKeys", "key-1")
                        .with("kafka", "bootstrapServers", "127.0.0.1:1");
        try (var aggregator = RunningAggregator.start(settings, folder)) {
            String metrics = aggregator.get("/metrics").body();

            assertThat(metrics)
                    .contains(
                            "flaghoist_aggregator_records_unreadable_total{topic=\"metrics\"} 0.0\n",
                            "flaghoist_aggregator_records_unreadable_total{topic=\"metrics-batches\"} 0.0\n",
                            "flaghoist_hanging_transactions_ended_total 0.0\n");
            for (String reason : List.of("origin", "host", "credential", "logger")) {
                assertThat(metrics)
                        .contains(
                                "flaghoist_aggregator_admin_refused_total{reason=\"%s\"} 0.0\n"
                                        .formatted(reason));
            }
        }
    }
}
