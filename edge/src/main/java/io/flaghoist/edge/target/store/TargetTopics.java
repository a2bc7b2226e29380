package io.flaghoist.edge.target.store;

import io.flaghoist.log.KafkaWords;
import io.flaghoist.log.TopicExtent;
import io.flaghoist.log.TopicQuery;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;

/**
 * The targets topics at one time.
 *
 * @param existing environments with a targets topic
 * @param extents of those that respond
 */
record TargetTopics(
        String clusterId, Set<EnvironmentId> existing, Map<EnvironmentId, TopicExtent> extents) {
    TargetTopics {
        existing = Set.copyOf(existing);
        extents = Map.copyOf(extents);
    }

    /** Asks Kafka; waits at most some seconds. */
    static TargetTopics ask(Admin admin, TopicCatalogue catalogue, Predicate<EnvironmentId> follows)
            throws InterruptedException {
        try {
            return ask(new TopicQuery(admin), catalogue, follows);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException(KafkaWords.of(e), e.getCause());
        }
    }

    private static TargetTopics ask(
            TopicQuery query, TopicCatalogue catalogue, Predicate<EnvironmentId> follows)
            throws InterruptedException, ExecutionException, TimeoutException {
        String clusterId = query.clusterId();
        var environments = new HashMap<String, EnvironmentId>();
        for (String name : query.names()) {
            catalogue
                    .environmentOfTargets(name)
                    .filter(follows)
                    .ifPresent(environment -> environments.put(name, environment));
        }
        var found = query.describe(environments.keySet()).values();
        var partitions = found.stream().map(TopicQuery::only).toList();
        var refused = new HashMap<String, String>();
        var begins = query.offsets(partitions, OffsetSpec.earliest(), refused);
        var ends = query.offsets(partitions, OffsetSpec.latest(), refused);
        var extents = new HashMap<EnvironmentId, TopicExtent>();
        TopicQuery.extents(found, begins, ends)
                .forEach((name, extent) -> {
                    EnvironmentId environment = environments.get(name);
                    if (environment != null) {
                        extents.put(environment, extent);
                    }
                });
        return new TargetTopics(clusterId, Set.copyOf(environments.values()), extents);
    }
}
