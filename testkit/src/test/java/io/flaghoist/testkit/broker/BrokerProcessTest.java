package io.flaghoist.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerProcessTest extends RestartableBrokerContract {
    @Override
    RestartableBroker create() {
        return BrokerProcess.create();
    }

    @Test
    void takes_properties_of_its_own_and_deletes_what_it_kept() {
        var broker = BrokerProcess.create(Map.of("auto.create.topics.enable", "true"));
        try (broker;
                var client = new BrokerClient(broker.bootstrapServers())) {
            broker.start();
            client.send("made-by-sending", "one");
            assertThat(broker.logFile()).content().contains(BrokerMain.READY);
        }
        assertThat(broker.logFile().getParent()).doesNotExist();
    }
}
