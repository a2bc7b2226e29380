package io.flaghoist.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.broker.BrokerSettings;
import io.flaghoist.broker.EmbeddedBroker;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.testkit.fault.Direction;
import io.flaghoist.testkit.fault.FaultProxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerBehindProxyTest {
    @TempDir private Path data;

    @Test
    void clients_of_a_broker_that_advertises_the_proxy_survive_its_faults() {
        int brokerPort = FreePorts.next();
        try (var proxy = new FaultProxy("127.0.0.1", brokerPort);
                var broker =
                        new EmbeddedBroker(
                                BrokerSettings.in(data)
                                        .withPorts(brokerPort, FreePorts.next())
                                        .with(
                                                "advertised.listeners",
                                                "PLAINTEXT://" + proxy.address()))) {
            proxy.start();
            broker.start();
            try (var client = new BrokerClient(proxy.address())) {
                client.createTopic("through");
                client.send("through", "before");
                long before = proxy.bytes(Direction.TO_SERVER);
                proxy.resetAll();
                client.send("through", "after");
                assertThat(proxy.bytes(Direction.TO_SERVER)).isGreaterThan(before);
                assertThat(client.read("through", 2)).containsExactly("before", "after");
            }
        }
    }
}
