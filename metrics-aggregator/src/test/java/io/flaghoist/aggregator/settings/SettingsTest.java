package io.flaghoist.aggregator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.flaghoist.saas.ApiKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void defaults_of_window() {
        assertThat(WindowSettings.defaults())
                .isEqualTo(
                        new WindowSettings(
                                Duration.seconds(60), 50_000, 100_000, Duration.hours(24), 10_000));
        assertThat(WindowSettings.defaults().isOn()).isTrue();
        assertThat(new WindowSettings(Duration.seconds(0), null, null, null, null).isOn())
                .isFalse();
    }

    @Test
    void defaults_of_upstream() {
        assertThat(new UpstreamSettings(null, null, null, null, null, null, null, null))
                .isEqualTo(
                        new UpstreamSettings(
                                new ApiKeys(List.of()),
                                "https://config.ff.harness.io/api/1.0",
                                "https://events.ff.harness.io/api/1.0",
                                Duration.seconds(5),
                                Duration.seconds(10),
                                Duration.seconds(1),
                                Duration.seconds(60),
                                DataSize.mebibytes(1)));
    }

    @Test
    void defaults_of_kafka_and_its_words_hide_passwords() {
        assertThat(new KafkaSettings(null, null, null, null, null, null))
                .isEqualTo(
                        new KafkaSettings("", "flaghoist", -1, 1, Duration.seconds(10), Map.of()));
        var secret = Map.of("sasl.jaas.config", "password=secret");
        assertThat(new KafkaSettings("host:9092", null, null, null, null, secret).toString())
                .isEqualTo("KafkaSettings[host:9092, flaghoist]");
    }
}
