package io.flaghoist.ingest.publish;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether topics still are what they were: there, the same, and with all their records. */
final class TopicCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

    /** For all answers together; what has none in time is looked at the next time. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Admin admin;
    private final LongSupplier nanoTime;

    TopicCheck(Admin admin, LongSupplier nanoTime) {
        this.admin = admin;
        this.nanoTime = nanoTime;
    }

    void at(Collection<FollowedConfig> topics) throws InterruptedException {
        long end = nanoTime.getAsLong() + PATIENCE.toNanos();
        int millis = (int) PATIENCE.toMillis();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(
                                topics.stream().map(topic -> topic.partition().topic()).toList(),
                                new DescribeTopicsOptions().timeoutMs(millis))
                        .topicNameValues();
        var present = new HashMap<TopicPartition, OffsetSpec>();
        for (FollowedConfig topic : topics) {
            if (isThere(topic, descriptions.get(topic.partition().topic()), end)) {
                present.put(topic.partition(), OffsetSpec.earliest());
            }
        }
        ListOffsetsResult beginnings =
                admin.listOffsets(present, new ListOffsetsOptions().timeoutMs(millis));
        for (FollowedConfig topic : topics) {
            if (present.containsKey(topic.partition())) {
                beginning(topic, beginnings, end);
            }
        }
    }

    private boolean isThere(
            FollowedConfig topic, @Nullable KafkaFuture<TopicDescription> description, long end)
            throws InterruptedException {
        if (description == null) {
            return false;
        }
        try {
            topic.is(await(description, end).topicId());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                topic.isGone();
            }
            return false;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void beginning(FollowedConfig topic, ListOffsetsResult beginnings, long end)
            throws InterruptedException {
        try {
            topic.beginsAt(await(beginnings.partitionResult(topic.partition()), end).offset());
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Where {} begins is not known", topic.partition(), e);
        }
    }

    private <T> T await(KafkaFuture<T> answer, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        long left = Math.max(1, end - nanoTime.getAsLong());
        return answer.get(left, TimeUnit.NANOSECONDS);
    }
}
