package io.flaghoist.history;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;

/** How a test reaches a log. */
public final class TestConnection {
    private TestConnection() {}

    public static LogConnection to(String bootstrapServers, TopicCatalogue topics) {
        return new LogConnection(
                KafkaConnection.to(bootstrapServers), topics, Duration.ofSeconds(20));
    }
}
