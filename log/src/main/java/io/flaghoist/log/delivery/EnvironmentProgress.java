package io.flaghoist.log.delivery;

import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * How far each environment is: offsets of a group of its own, which has no members. Any Kafka tool
 * shows them. Blocks; thread-safe.
 */
public final class EnvironmentProgress {
    private final Admin admin;
    private final String groupPrefix;
    private final String formerPrefix;
    private final Duration answerTimeout;

    /**
     * Reads nothing yet.
     *
     * @param groupPrefix what the groups' names begin with, before the environment's id
     * @param formerPrefix the same of earlier versions, whose groups had members: their offsets are
     *     taken over once the last member has left
     */
    public EnvironmentProgress(
            Admin admin, String groupPrefix, String formerPrefix, Duration answerTimeout) {
        this.admin = admin;
        this.groupPrefix = groupPrefix;
        this.formerPrefix = formerPrefix;
        this.answerTimeout = answerTimeout;
    }

    /**
     * The first offset that is not finished, by partition. An environment that an instance of an
     * earlier version still reads is absent.
     *
     * @throws KafkaException if Kafka does not answer
     */
    Map<EnvironmentId, Map<TopicPartition, Long>> load(Collection<EnvironmentId> environments) {
        Map<EnvironmentId, Map<TopicPartition, Long>> loaded = list(environments, groupPrefix);
        var unknown = environments.stream().filter(it -> isEmpty(loaded, it)).toList();
        if (!unknown.isEmpty()) {
            Map<EnvironmentId, Map<TopicPartition, Long>> former = list(unknown, formerPrefix);
            for (EnvironmentId environment : unknown) {
                loaded.put(environment, former.getOrDefault(environment, Map.of()));
            }
            loaded.keySet().removeAll(readByFormerVersion(unknown));
        }
        return loaded;
    }

    private static boolean isEmpty(
            Map<EnvironmentId, Map<TopicPartition, Long>> loaded, EnvironmentId environment) {
        return loaded.getOrDefault(environment, Map.of()).isEmpty();
    }

    private Map<EnvironmentId, Map<TopicPartition, Long>> list(
            Collection<EnvironmentId> environments, String prefix) {
        var all = new ListConsumerGroupOffsetsSpec();
        var listed =
                admin.listConsumerGroupOffsets(
                        environments.stream()
                                .collect(Collectors.toMap(it -> prefix + it, _ -> all)));
        var offsets = new HashMap<EnvironmentId, Map<TopicPartition, Long>>();
        for (EnvironmentId environment : environments) {
            var ofEnvironment = new HashMap<TopicPartition, Long>();
            await(listed.partitionsToOffsetAndMetadata(prefix + environment))
                    .forEach((partition, offset) ->
                            Optional.ofNullable(offset)
                                    .ifPresent(it -> ofEnvironment.put(partition, it.offset())));
            offsets.put(environment, ofEnvironment);
        }
        return offsets;
    }

    private Collection<EnvironmentId> readByFormerVersion(Collection<EnvironmentId> environments) {
        var groups =
                admin.describeConsumerGroups(
                                environments.stream().map(it -> formerPrefix + it).toList())
                        .describedGroups();
        return environments.stream()
                .filter(it -> {
                    var described = groups.get(formerPrefix + it);
                    return described != null && hasMembers(described);
                })
                .toList();
    }

    private boolean hasMembers(
            KafkaFuture<org.apache.kafka.clients.admin.ConsumerGroupDescription> group) {
        try {
            return !await(group).members().isEmpty();
        } catch (GroupIdNotFoundException e) {
            return false;
        }
    }

    /**
     * The first offset of each partition.
     *
     * @throws KafkaException if Kafka does not answer
     */
    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        var beginnings = new HashMap<TopicPartition, Long>();
        await(
                        admin.listOffsets(
                                        partitions.stream()
                                                .collect(
                                                        Collectors.toMap(
                                                                it -> it,
                                                                _ -> OffsetSpec.earliest())))
                                .all())
                .forEach((partition, info) -> beginnings.put(partition, info.offset()));
        return beginnings;
    }

    /**
     * Stores how far environments are; returns once that is durable.
     *
     * @throws KafkaException if Kafka does not answer or refuses
     */
    void commit(Map<EnvironmentId, Map<TopicPartition, Long>> progress) {
        var commits =
                progress.entrySet().stream()
                        .map(of ->
                                admin.alterConsumerGroupOffsets(
                                                groupPrefix + of.getKey(), metadata(of.getValue()))
                                        .all())
                        .toList();
        commits.forEach(this::await);
    }

    private static Map<TopicPartition, OffsetAndMetadata> metadata(
            Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, of -> new OffsetAndMetadata(of.getValue())));
    }

    private <R> R await(KafkaFuture<R> future) {
        try {
            return future.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known
                    ? known
                    : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "no answer within " + answerTimeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
