package io.flaghoist.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicCatalogueTest {
    private static final EnvironmentId ENVIRONMENT =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");
    private final TopicCatalogue topics = new TopicCatalogue("flaghoist");

    @Test
    void topics_are_called_as_in_the_design() {
        assertThat(topics.config(ENVIRONMENT).name())
                .isEqualTo("flaghoist.env." + ENVIRONMENT + ".config");
        assertThat(topics.history(ENVIRONMENT).name())
                .isEqualTo("flaghoist.env." + ENVIRONMENT + ".history");
        assertThat(topics.targets(ENVIRONMENT).name())
                .isEqualTo("flaghoist.env." + ENVIRONMENT + ".targets");
        assertThat(topics.shared())
                .extracting(TopicSpec::name)
                .containsExactly(
                        "flaghoist.registrations",
                        "flaghoist.metrics",
                        "flaghoist.metrics-batches",
                        "flaghoist.metrics-rejected",
                        "flaghoist.last-evaluated",
                        "flaghoist.status",
                        "flaghoist.freshness",
                        "flaghoist.control");
    }

    @Test
    void the_config_topic_is_compacted_and_the_history_kept_for_ever_each_in_one_partition() {
        assertThat(topics.config(ENVIRONMENT).settings())
                .containsEntry("cleanup.policy", "compact");
        assertThat(topics.history(ENVIRONMENT).settings())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1");
        assertThat(topics.of(ENVIRONMENT)).allMatch(spec -> spec.partitions() == 1);
    }

    @Test
    void heartbeats_carry_the_time_of_the_broker_that_took_them() {
        assertThat(topics.freshness().settings())
                .containsEntry("message.timestamp.type", "LogAppendTime");
        assertThat(topics.config(ENVIRONMENT).settings())
                .doesNotContainKey("message.timestamp.type");
    }

    @Test
    void a_config_topic_that_would_lose_state_or_order_is_told_apart_with_a_reason() {
        TopicSpec config = topics.config(ENVIRONMENT);
        assertThat(config.faultsOf(1, Map.of("cleanup.policy", "compact"))).isEmpty();
        assertThat(config.faultsOf(1, Map.of("cleanup.policy", "delete")))
                .singleElement()
                .asString()
                .contains("cleanup.policy=delete and must have compact");
        assertThat(config.faultsOf(3, Map.of("cleanup.policy", "compact,delete"))).hasSize(2);
        assertThat(
                        topics.targets(ENVIRONMENT)
                                .faultsOf(1, Map.of("cleanup.policy", "delete, compact")))
                .isEmpty();
    }

    @Test
    void an_environment_is_known_by_the_name_of_its_config_topic() {
        assertThat(topics.environmentOfConfig(topics.config(ENVIRONMENT).name()))
                .contains(ENVIRONMENT);
        assertThat(topics.environmentOfConfig(topics.history(ENVIRONMENT).name())).isEmpty();
        assertThat(topics.environmentOfConfig("other.env.x.config")).isEmpty();
        assertThat(topics.environmentOfConfig("flaghoist.env.config")).isEqualTo(Optional.empty());
        assertThat(topics.environmentOfConfig("flaghoist.env..config")).isEmpty();
    }

    @Test
    void an_environment_is_known_by_the_name_of_its_targets_topic() {
        assertThat(topics.environmentOfTargets(topics.targets(ENVIRONMENT).name()))
                .contains(ENVIRONMENT);
        assertThat(topics.environmentOfTargets(topics.config(ENVIRONMENT).name())).isEmpty();
    }

    @Test
    void every_topic_of_ours_is_known_by_its_name() {
        for (TopicSpec spec : topics.of(ENVIRONMENT)) {
            assertThat(topics.spec(spec.name())).contains(spec);
            assertThat(topics.environmentOf(spec.name())).contains(ENVIRONMENT);
        }
        for (TopicSpec spec : topics.shared()) {
            assertThat(topics.spec(spec.name())).contains(spec);
            assertThat(topics.environmentOf(spec.name())).isEmpty();
        }
        assertThat(topics.spec(topics.targets(ENVIRONMENT).name()))
                .contains(topics.targets(ENVIRONMENT));
        assertThat(topics.spec("flaghoist.metrix")).isEmpty();
        assertThat(topics.spec("other.env.x.config")).isEmpty();
    }

    @Test
    void targets_live_as_long_as_the_operator_says() {
        assertThat(topics.targets(ENVIRONMENT).settings())
                .containsEntry("cleanup.policy", "compact,delete")
                .containsEntry("retention.ms", "2592000000");
        assertThat(topics.targets(ENVIRONMENT, Duration.ofHours(1)).settings())
                .containsEntry("retention.ms", "3600000");
    }

    @Test
    void a_prefix_that_kafka_would_refuse_is_refused_here() {
        assertThatThrownBy(() -> new TopicCatalogue("a b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TopicCatalogue(""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
