package io.flaghoist.history.copy;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a target: what is there, and what is missing is created. */
record TargetTopics(Admin admin, Duration answerTimeout, int replicationFactor) {
    String clusterId() throws LogUnavailableException {
        return answer(admin.describeCluster().clusterId());
    }

    /**
     * Refuses topics that hold anything, or that could not hold a log.
     *
     * @param mayHoldRecords the one that others write to as well
     * @return those that do not exist
     */
    List<TopicSpec> check(List<TopicSpec> topics, TopicSpec mayHoldRecords)
            throws CopyRefusedException, LogUnavailableException {
        var missing = new ArrayList<TopicSpec>();
        for (TopicSpec topic : topics) {
            Optional<TopicDescription> there = describe(topic);
            if (there.isEmpty()) {
                missing.add(topic);
                continue;
            }
            List<String> faults = topic.faultsOf(there.get().partitions().size(), settings(topic));
            if (!faults.isEmpty()) {
                throw new CopyRefusedException(
                        String.join("; ", faults)
                                + ". Delete it, so that it is created as it must be, or choose another prefix.");
            }
            if (!topic.equals(mayHoldRecords) && end(topic) > 0) {
                throw new CopyRefusedException(
                        "Topic %s exists and has been written to. A log has one writer: nothing is written into it. Choose another prefix; or, if nobody needs what it holds, delete the environment's config and history topics under this prefix and try again."
                                .formatted(topic.name()));
            }
        }
        return missing;
    }

    private Optional<TopicDescription> describe(TopicSpec topic) throws LogUnavailableException {
        try {
            var described = admin.describeTopics(List.of(topic.name())).allTopicNames();
            return Optional.ofNullable(answer(described).get(topic.name()));
        } catch (TargetUnavailableException e) {
            if (e.isFor(UnknownTopicOrPartitionException.class)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Map<String, String> settings(TopicSpec topic) throws LogUnavailableException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        var settings = new HashMap<String, String>();
        KafkaFuture<Config> answered =
                Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).values().get(resource));
        for (ConfigEntry entry : answer(answered).entries()) {
            if (entry.value() != null) {
                settings.put(entry.name(), entry.value());
            }
        }
        return settings;
    }

    private long end(TopicSpec topic) throws LogUnavailableException {
        var partition = new TopicPartition(topic.name(), 0);
        return answer(
                        admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .partitionResult(partition))
                .offset();
    }

    /** Creates topics, and returns once they can be written to. */
    void create(List<TopicSpec> topics) throws LogUnavailableException {
        Optional<Short> replicas =
                Optional.of((short) replicationFactor).filter(factor -> factor > 0);
        List<NewTopic> wanted =
                topics.stream()
                        .map(topic ->
                                new NewTopic(
                                                topic.name(),
                                                Optional.of(topic.partitions()),
                                                replicas)
                                        .configs(topic.settings()))
                        .toList();
        try {
            var _ = answer(admin.createTopics(wanted).all());
        } catch (TargetUnavailableException e) {
            if (!e.isFor(TopicExistsException.class)) {
                throw e;
            }
        }
    }

    private <T> T answer(KafkaFuture<T> future) throws LogUnavailableException {
        try {
            return future.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TargetUnavailableException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("Interrupted while waiting for the target Kafka", e);
        }
    }
}
