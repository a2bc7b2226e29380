package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.broker.BrokerSettings;
import io.flaghoist.broker.EmbeddedBroker;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreachableKafkaTest {
    private static final TopicCatalogue TOPICS = new TopicCatalogue("flaghoist");

    @Test
    void a_closed_port_is_wrong_and_the_rest_is_skipped() {
        var examined = examine("127.0.0.1:" + FreePorts.next(), Map.of());

        assertThat(examined.text("broker-address", Outcome.WRONG))
                .contains("does not accept connections from here");
        assertThat(examined.text("acls", Outcome.SKIPPED)).contains("Kafka cannot be reached");
        assertThat(examined.names())
                .containsExactly(
                        "broker-address",
                        "advertised-address",
                        "cluster",
                        "broker-features",
                        "broker-settings",
                        "replicas",
                        "topics",
                        "topic-settings",
                        "acls",
                        "clock",
                        "ingest",
                        "open-transactions",
                        "consistency",
                        "upstream-address",
                        "edge-address");
    }

    @Test
    void a_port_that_does_not_speak_kafka_is_wrong() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var examined = examine("127.0.0.1:" + silent.getLocalPort(), Map.of());

            assertThat(examined.text("broker-address", Outcome.WRONG))
                    .contains("nothing there answers as Kafka")
                    .contains("security.protocol");
        }
    }

    @Test
    void a_name_that_does_not_resolve_is_wrong() {
        assertThat(examine("kafka.invalid:9092", Map.of()).text("broker-address", Outcome.WRONG))
                .contains("kafka.invalid cannot be resolved here");
    }

    @Test
    void a_broker_that_advertises_an_address_out_of_reach_is_wrong(@TempDir Path folder) {
        String advertised = "127.0.0.1:" + FreePorts.next();
        var settings =
                BrokerSettings.in(folder).with("advertised.listeners", "PLAINTEXT://" + advertised);
        try (var broker = new EmbeddedBroker(settings)) {
            broker.start();

            var examined = examine(broker.bootstrapServers(), Map.of());

            assertThat(examined.text("broker-address", Outcome.OK)).contains("Kafka answers");
            assertThat(examined.text("advertised-address", Outcome.WRONG))
                    .contains("A broker tells its clients to connect to it at " + advertised)
                    .contains("Set advertised.listeners of that broker");
            assertThat(examined.worst("cluster")).isEqualTo(Outcome.OK);
            assertThat(examined.text("cluster", Outcome.SKIPPED)).isNotEmpty();
        }
    }

    @Test
    void settings_of_which_no_client_can_be_made_are_wrong_and_hide_their_passwords()
            throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var examined =
                    examine(
                            "127.0.0.1:" + silent.getLocalPort(),
                            Map.of(
                                    "security.protocol", "SASL_PLAINTEXT",
                                    "sasl.mechanism", "PLAIN",
                                    "sasl.jaas.config",
                                            "PlainLoginModule wanted username=\"ann\" password=\"hunter-2-canary\""));

            assertThat(examined.text("broker-address", Outcome.WRONG)).isNotEmpty();
            assertThat(examined.toString()).doesNotContain("hunter-2-canary");
        }
    }

    private static Examined examine(String bootstrapServers, Map<String, String> properties) {
        return Examined.log(
                new LogConnection(
                        new KafkaConnection(bootstrapServers, properties),
                        TOPICS,
                        Duration.ofSeconds(1)),
                Examined.QUICK);
    }
}
