package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.admin.AdminMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(flaghoist_ingest_[a-z_]+)` \\|");

    @Test
    void the_readme_lists_every_metric_and_no_other() throws Exception {
        var registry = new PrometheusRegistry();
        var metrics = new IngestMetrics(registry);
        assertThat(metrics.registry()).isSameAs(registry);
        var _ = new AdminMetrics(registry, "ingest");
        metrics.export(
                () -> Map.of(new EnvironmentId("env-1"), Optional.empty()),
                () -> Map.of(new EnvironmentId("env-1"), Optional.empty()),
                () -> true,
                () -> 0);
        var inRegistry = new TreeSet<String>();
        registry.scrape()
                .forEach(snapshot ->
                        inRegistry.add(
                                snapshot.getMetadata().getPrometheusName()
                                        + (snapshot instanceof CounterSnapshot ? "_total" : "")));

        var inReadme = new TreeSet<String>();
        ROW.matcher(Files.readString(Path.of("README.md")))
                .results()
                .forEach(match -> inReadme.add(match.group(1)));

        assertThat(inReadme).isEqualTo(inRegistry);
    }
}
