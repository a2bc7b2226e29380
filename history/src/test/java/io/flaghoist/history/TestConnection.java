package io.flaghoist.history;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.Map;

/** How a test reaches a log. */
public final class TestConnection {
    private TestConnection() {}

    public static LogConnection to(String bootstrapServers, TopicCatalogue topics) {
        return new LogConnection(bootstrapServers, Map.of(), topics, Duration.ofSeconds(20));
    }
}
