package io.flaghoist.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.broker.BrokerSettings;
import io.flaghoist.broker.EmbeddedBroker;
import io.flaghoist.broker.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir private Path data;

    @Test
    void keeps_records_when_it_comes_back_on_other_ports() {
        var first = new EmbeddedBroker(BrokerSettings.in(data));
        first.start();
        var firstAddress = first.bootstrapServers();
        try (first;
                var client = new BrokerClient(firstAddress)) {
            client.createTopic("kept");
            client.send("kept", "one");
        }

        try (var second = new EmbeddedBroker(BrokerSettings.in(data))) {
            second.start();
            assertThat(second.bootstrapServers()).isNotEqualTo(firstAddress);
            try (var client = new BrokerClient(second.bootstrapServers())) {
                client.send("kept", "two");
                assertThat(client.read("kept", 2)).containsExactly("one", "two");
            }
        }
    }

    @Test
    void takes_the_ports_that_it_is_given_and_starts_again_after_close() {
        int port = FreePorts.next();
        var broker = new EmbeddedBroker(BrokerSettings.in(data).withPorts(port, FreePorts.next()));
        broker.start();
        broker.close();
        broker.start();
        try (broker;
                var client = new BrokerClient(broker.bootstrapServers())) {
            assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            client.createTopic("again");
        }
    }

    @Test
    void closes_within_five_seconds_with_a_client_connected() {
        var broker = new EmbeddedBroker(BrokerSettings.in(data));
        broker.start();
        try (var client = new BrokerClient(broker.bootstrapServers())) {
            client.createTopic("open");
            long start = System.nanoTime();
            broker.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void carries_a_document_of_8_mib_before_and_after_but_not_more_than_20_mib() {
        try (var broker = new EmbeddedBroker(BrokerSettings.in(data))) {
            broker.start();
            try (var client = new BrokerClient(broker.bootstrapServers())) {
                client.createTopic("large");
                var twice = "x".repeat(16 * 1024 * 1024 + 4096);
                client.send("large", twice);
                assertThat(client.read("large", 1)).containsExactly(twice);
                assertThatThrownBy(() -> client.send("large", "x".repeat(21 * 1024 * 1024)))
                        .hasRootCauseInstanceOf(RecordTooLargeException.class);
            }
        }
    }

    @Test
    void says_which_port_is_taken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var broker =
                        new EmbeddedBroker(
                                BrokerSettings.in(data)
                                        .withPorts(taken.getLocalPort(), FreePorts.next()))) {
            assertThatIllegalStateException()
                    .isThrownBy(broker::start)
                    .withMessageContaining("" + taken.getLocalPort())
                    .withMessageContaining("in use");
        }
    }

    @Test
    void extra_properties_win() {
        try (var broker =
                new EmbeddedBroker(
                        BrokerSettings.in(data).with("auto.create.topics.enable", "true"))) {
            broker.start();
            try (var client = new BrokerClient(broker.bootstrapServers())) {
                client.send("made-by-sending", "one");
                assertThat(client.read("made-by-sending", 1)).containsExactly("one");
            }
        }
    }
}
