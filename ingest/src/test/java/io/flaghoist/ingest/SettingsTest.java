package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.flaghoist.ingest.kafka.KafkaSettings;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.targets.RegistrationSettings;
import io.flaghoist.ingest.upstream.UpstreamSettings;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void upstream_has_these_defaults() {
        assertThat(
                        new UpstreamSettings(
                                null, null, null, null, null, null, null, null, null, null, null,
                                null, null, null, null, null, null, null))
                .isEqualTo(
                        new UpstreamSettings(
                                new ApiKeys(List.of()),
                                new Secret(""),
                                "",
                                "",
                                "https://app.harness.io/gateway/cf",
                                "https://config.ff.harness.io/api/1.0",
                                true,
                                Duration.seconds(60),
                                Duration.seconds(60),
                                Duration.seconds(45),
                                Duration.seconds(5),
                                Duration.seconds(10),
                                Duration.seconds(1),
                                Duration.seconds(60),
                                DataSize.mebibytes(64),
                                Duration.seconds(0),
                                Duration.seconds(11),
                                5));
    }

    @Test
    void kafka_has_these_defaults() {
        assertThat(new KafkaSettings(null, null, null, null, null, null))
                .isEqualTo(
                        new KafkaSettings(
                                "",
                                "flaghoist",
                                -1,
                                Duration.seconds(10),
                                Duration.seconds(30),
                                Map.of()));
    }

    @Test
    void registrations_have_these_defaults() {
        assertThat(new RegistrationSettings(null, null, null))
                .isEqualTo(new RegistrationSettings(true, 20, 100_000));
    }

    @Test
    void doubt_has_these_defaults() {
        assertThat(new DoubtSettings(null, null, null, null, null, null).rules())
                .isEqualTo(HoldRules.DEFAULT);
        assertThat(new DoubtSettings(null, null, null, null, null, null).refusedFor())
                .isEqualTo(Duration.seconds(60));
    }

    @Test
    void api_keys_are_separated_by_commas_and_never_shown() {
        ApiKeys keys = ApiKeys.of(" a-key, b-key,,a-key");

        assertThat(keys.keys()).containsExactly(new Secret("a-key"), new Secret("b-key"));
        assertThat(keys.toString()).doesNotContain("a-key").contains("redacted");
        assertThat(keys.keys().getFirst().alias()).hasSize(12).doesNotContain("a-key");
    }
}
