package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaFuture;

/**
 * The existing targets topics at one time.
 *
 * @param ids the topics' ids by environment
 */
record TargetTopics(String clusterId, Map<EnvironmentId, String> ids) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    TargetTopics {
        ids = Map.copyOf(ids);
    }

    /** Asks Kafka; waits at most some seconds. */
    static TargetTopics ask(Admin admin, TopicCatalogue topics, Predicate<EnvironmentId> follows)
            throws InterruptedException, ExecutionException, TimeoutException {
        String clusterId = within(admin.describeCluster().clusterId());
        var ids = new HashMap<EnvironmentId, String>();
        for (TopicListing listing : within(admin.listTopics().listings())) {
            topics.environmentOfTargets(listing.name())
                    .filter(follows)
                    .ifPresent(environment -> ids.put(environment, listing.topicId().toString()));
        }
        return new TargetTopics(clusterId, ids);
    }

    private static <T> T within(KafkaFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
