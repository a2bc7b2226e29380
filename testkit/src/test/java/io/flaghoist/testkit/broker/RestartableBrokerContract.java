package io.flaghoist.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tests may rely on, whatever kind of broker they got. */
abstract class RestartableBrokerContract {
    private RestartableBroker broker;

    abstract RestartableBroker create();

    @BeforeEach
    void start() {
        broker = create();
        broker.start();
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void address_and_records_survive_stop_and_kill() {
        var address = broker.bootstrapServers();
        try (var client = new BrokerClient(address)) {
            client.createTopic("kept");
            client.send("kept", "before stop");
            broker.stop();
            assertThat(broker.isRunning()).isFalse();
            broker.start();
            client.send("kept", "before kill");
            broker.kill();
            assertThat(broker.isRunning()).isFalse();
            broker.start();
            client.send("kept", "after kill");

            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(client.read("kept", 3))
                    .containsExactly("before stop", "before kill", "after kill");
        }
    }

    @Test
    void a_frozen_broker_answers_after_thaw() {
        try (var client = new BrokerClient(broker.bootstrapServers())) {
            client.createTopic("cold");
            broker.freeze();
            assertThat(broker.isRunning()).isTrue();
            broker.thaw();
            client.send("cold", "warm");
            assertThat(client.read("cold", 1)).containsExactly("warm");
        }
    }

    @Test
    void refuses_a_second_start_and_to_freeze_what_does_not_run() {
        assertThatIllegalStateException().isThrownBy(broker::start);
        broker.stop();
        broker.stop();
        assertThatIllegalStateException().isThrownBy(broker::freeze);
    }
}
