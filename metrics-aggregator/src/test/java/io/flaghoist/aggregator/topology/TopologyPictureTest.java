package io.flaghoist.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TopologyPictureTest {
    @Test
    void the_readme_shows_the_topology_as_it_is() throws Exception {
        var topology =
                AggregatorTopology.of(
                        new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX),
                        WindowSettings.defaults(),
                        new AggregatorMetrics(
                                new PrometheusRegistry(), new Rates(System::nanoTime)));

        String picture = "```mermaid\n" + TopologyPicture.of(topology.describe()) + "```";

        assertThat(Files.readString(Path.of("README.md")))
                .as("paste this into the README:%n%s", picture)
                .contains(picture);
    }
}
