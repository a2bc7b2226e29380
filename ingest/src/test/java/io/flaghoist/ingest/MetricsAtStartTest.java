package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A dashboard sees the first increment of a counter only if the counter was there before. */
class MetricsAtStartTest {
    @Test
    void counters_that_need_no_environment_are_scraped_at_0() throws Exception {
        var settings =
                new RunningIngest.Settings()
                        .with("upstream", "apiKeys", "key-1")
                        .with("upstream", "adminServiceToken", "token")
                        .with("upstream", "accountIdentifier", "account")
                        .with("upstream", "orgIdentifier", "org")
                        .with("kafka", "bootstrapServers", "127.0.0.1:1");
        try (var ingest = RunningIngest.start(settings)) {
            String metrics = ingest.get("/metrics").body();

            assertThat(metrics)
                    .contains(
                            "flaghoist_ingest_unreadable_records_total 0.0\n",
                            "flaghoist_ingest_unreadable_orders_total 0.0\n",
                            "flaghoist_hanging_transactions_ended_total 0.0\n");
            for (String outcome : List.of("committed", "aborted", "lost", "fenced")) {
                assertThat(metrics)
                        .contains(
                                "flaghoist_ingest_transactions_total{outcome=\"%s\"} 0.0\n"
                                        .formatted(outcome));
            }
            for (String reason : List.of("origin", "host", "credential", "logger")) {
                assertThat(metrics)
                        .contains(
                                "flaghoist_ingest_admin_refused_total{reason=\"%s\"} 0.0\n"
                                        .formatted(reason));
            }
        }
    }
}
