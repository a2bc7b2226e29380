package io.flaghoist.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BrokerExtensionsTest {
    @RegisterExtension static final SharedBroker SHARED = new SharedBroker();
    @RegisterExtension static final SharedBroker SHARED_AGAIN = new SharedBroker();

    @Test
    void the_shared_broker_is_one_and_topics_are_kept_apart() {
        assertThat(SHARED.bootstrapServers()).isEqualTo(SHARED_AGAIN.bootstrapServers());
        var topic = SHARED.newTopicPrefix() + ".config";
        assertThat(SHARED_AGAIN.newTopicPrefix() + ".config").isNotEqualTo(topic);
        try (var client = new BrokerClient(SHARED.bootstrapServers())) {
            client.createTopic(topic);
            client.send(topic, "one");
            assertThat(client.read(topic, 1)).containsExactly("one");
        }
    }

    @Nested
    class A_broker_of_its_own {
        @RegisterExtension
        final OwnBroker own = new OwnBroker(Map.of("auto.create.topics.enable", "true"));

        @Test
        void runs_apart_from_the_shared_one_with_its_own_properties() {
            assertThat(own.bootstrapServers()).isNotEqualTo(SHARED.bootstrapServers());
            own.broker().kill();
            own.broker().start();
            try (var client = new BrokerClient(own.bootstrapServers())) {
                client.send("made-by-sending", "one");
                assertThat(client.read("made-by-sending", 1)).containsExactly("one");
            }
        }
    }
}
