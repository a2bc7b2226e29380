package io.flaghoist.benchmarks.history;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.past.Rebuilder;
import io.flaghoist.history.past.StateCache;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.Arrays;

/** Rebuilds moments without a cache and says how long each took, the log being open already. */
final class RebuildMain {
    private static final double NANOS_PER_SECOND = 1e9;

    private RebuildMain() {}

    /**
     * Says a line with seconds for each revision.
     *
     * @param arguments the broker, the prefix of the topics, the environment, the revisions
     */
    public static void main(String[] arguments) throws Exception {
        var connection =
                new LogConnection(
                        KafkaConnection.to(arguments[0]),
                        new TopicCatalogue(arguments[1]),
                        Duration.ofSeconds(30));
        try (var log = EnvironmentLog.open(connection, new EnvironmentId(arguments[2]))) {
            for (String revision : Arrays.asList(arguments).subList(3, arguments.length)) {
                long began = System.nanoTime();
                new Rebuilder(log, StateCache.NONE, Progress.NONE).at(Long.parseLong(revision));
                System.out.println((System.nanoTime() - began) / NANOS_PER_SECOND);
            }
        }
    }
}
