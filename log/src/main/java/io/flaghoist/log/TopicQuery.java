package io.flaghoist.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka for topics and their offsets. Each request takes at most 5 s. */
public final class TopicQuery {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;

    public TopicQuery(Admin admin) {
        this.admin = admin;
    }

    public String clusterId() throws InterruptedException, ExecutionException, TimeoutException {
        return within(admin.describeCluster().clusterId());
    }

    /** The names of all topics that this principal may see. */
    public Set<String> names() throws InterruptedException, ExecutionException, TimeoutException {
        return within(admin.listTopics().names());
    }

    /** Those of {@code topics} that exist and that this principal may see. */
    public Map<String, TopicDescription> describe(Collection<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        var descriptions = new HashMap<String, TopicDescription>();
        for (var answer : admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                descriptions.put(answer.getKey(), within(answer.getValue()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        && !(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
            }
        }
        return descriptions;
    }

    /** The partition of a topic that has only one. */
    public static TopicPartition only(TopicDescription topic) {
        return new TopicPartition(topic.name(), 0);
    }

    /** The extents of topics of one partition, by name, without those whose offsets are unknown. */
    public static Map<String, TopicExtent> extents(
            Collection<TopicDescription> topics,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends) {
        var extents = new HashMap<String, TopicExtent>();
        for (TopicDescription topic : topics) {
            Long begin = begins.get(only(topic));
            Long end = ends.get(only(topic));
            if (begin != null && end != null) {
                extents.put(topic.name(), new TopicExtent(topic.topicId().toString(), begin, end));
            }
        }
        return extents;
    }

    /**
     * The offsets of all partitions that respond.
     *
     * @param refused receives refused topics
     * @throws ExecutionException if no partition responds
     */
    public Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, Map<String, String> refused)
            throws InterruptedException, ExecutionException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        // The high watermark: includes records behind an open transaction.
        var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        var answers = admin.listOffsets(wanted, options);
        var offsets = new HashMap<TopicPartition, Long>();
        ExecutionException failure = null;
        long until = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
        for (TopicPartition partition : partitions) {
            try {
                // A partition without a leader must not affect the others.
                long left = Math.max(1, until - System.nanoTime());
                offsets.put(
                        partition,
                        answers.partitionResult(partition)
                                .get(left, TimeUnit.NANOSECONDS)
                                .offset());
            } catch (TimeoutException e) {
                failure = new ExecutionException(e);
            } catch (ExecutionException e) {
                failure = e;
                if (e.getCause() instanceof AuthorizationException reason) {
                    refused.put(partition.topic(), String.valueOf(reason.getMessage()));
                }
            }
        }
        if (failure != null && offsets.isEmpty() && refused.isEmpty()) {
            throw failure;
        }
        return offsets;
    }

    private static <T> T within(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
