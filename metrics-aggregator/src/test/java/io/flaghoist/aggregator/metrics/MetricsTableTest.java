package io.flaghoist.aggregator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.admin.AdminMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTableTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `((?:flaghoist_aggregator|ff_proxy)_[a-z_]+)` \\|");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AggregatorMetrics metrics =
            new AggregatorMetrics(registry, new Rates(System::nanoTime));

    @Test
    void the_readme_lists_every_metric_and_no_other() throws Exception {
        var _ = new AdminMetrics(registry, "aggregator");
        var inRegistry = new TreeSet<String>();
        for (MetricSnapshot snapshot : metrics.registry().scrape()) {
            inRegistry.add(
                    snapshot.getMetadata().getPrometheusName()
                            + (snapshot instanceof CounterSnapshot ? "_total" : ""));
        }

        var inReadme = new TreeSet<String>();
        ROW.matcher(Files.readString(Path.of("README.md")))
                .results()
                .forEach(match -> inReadme.add(match.group(1)));

        assertThat(inReadme).isEqualTo(inRegistry);
    }

    @Test
    void series_stay_bounded_however_many_environments_there_are() {
        for (int i = 0; i < 3 * AggregatorMetrics.MAX_ENVIRONMENTS; i++) {
            metrics.windowed(new EnvironmentId("env-" + i), i);
        }

        MetricSnapshot windowed =
                registry.scrape("flaghoist_aggregator_evaluations_windowed"::equals).get(0);

        assertThat(windowed.getDataPoints()).hasSize(AggregatorMetrics.MAX_ENVIRONMENTS + 1);
        assertThat(metrics.environments()).hasSize(AggregatorMetrics.MAX_ENVIRONMENTS);
    }
}
