package io.flaghoist.log.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {
    private static final String ADDRESS = "kafka-1:9092, [::1]:9093";

    @Test
    void properties_win_over_ours() {
        var kafka = new KafkaConnection(ADDRESS, Map.of("client.id", "theirs"));

        assertThat(kafka.client(Map.of("client.id", "ours", "linger.ms", 5)))
                .containsEntry("bootstrap.servers", ADDRESS)
                .containsEntry("client.id", "theirs")
                .containsEntry("linger.ms", 5);
        assertThat(kafka.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "isolation.level",
                "consumer.isolation.level",
                "main.consumer.auto.offset.reset",
                "transactional.id",
                "enable.idempotence",
                "group.id"
            })
    void properties_that_exactly_once_depends_on_are_refused(String name) {
        assertThat(new KafkaConnection(ADDRESS, Map.of(name, "x")).errors())
                .contains("kafka.properties: " + name + " is set by Flaghoist; remove it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "kafka-1:9092;kafka-2:9092", "http://kafka"})
    void addresses_without_a_port_are_refused(String address) {
        assertThat(KafkaConnection.to(address).errors())
                .singleElement()
                .asString()
                .contains("must be host:port");
    }

    @Test
    void values_that_kafka_refuses_and_stores_that_cannot_be_read_are_reported(
            @TempDir Path folder) {
        String absent = folder.resolve("absent.p12").toString();
        var kafka =
                new KafkaConnection(
                        ADDRESS,
                        Map.of("security.protocol", "SASL", "ssl.truststore.location", absent));

        assertThat(kafka.errors())
                .hasSize(2)
                .anyMatch(error -> error.contains("security.protocol"))
                .anyMatch(error -> error.contains(absent));
    }

    @Test
    void passwords_are_not_in_its_text() {
        assertThat(new KafkaConnection(ADDRESS, Map.of("sasl.jaas.config", "s3cret")))
                .hasToString("KafkaConnection[" + ADDRESS + "]");
    }
}
