package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends transactions of Kafka Streams that a killed broker left open and forgot. As long as one is
 * open, batches behind it are not read, stores are not restored, and offsets are not returned.
 */
final class OwnTransactions {
    private static final String OFFSETS = "__consumer_offsets";

    private final Admin admin;
    private final String applicationId;
    private final List<String> sinks;
    private final Duration answerTimeout;
    private final LeftOpenTransactions leftOpen;
    private long nextNanos = System.nanoTime();

    OwnTransactions(Admin admin, KafkaSettings kafka, LeftOpenTransactions leftOpen) {
        var topics = new TopicCatalogue(kafka.topicPrefix());
        this.admin = admin;
        this.applicationId = StreamsSettings.applicationId(kafka);
        this.sinks = List.of(topics.metricsBatches().name(), topics.lastEvaluated().name());
        this.answerTimeout = kafka.answerTimeout().toJavaDuration();
        this.leftOpen = leftOpen;
    }

    /**
     * Looks now and then, and ends what is found; blocks.
     *
     * @return why that was not possible, in words
     */
    Optional<String> endLeftOpen() throws InterruptedException {
        if (System.nanoTime() - nextNanos < 0) {
            return Optional.empty();
        }
        nextNanos = System.nanoTime() + LeftOpenTransactions.INTERVAL.toNanos();
        try {
            Optional<String> wrong = leftOpen.look(partitions(ownTopics())).wrong();
            return wrong.isPresent() ? wrong : endLeftOpenOffsets();
        } catch (ExecutionException e) {
            return Optional.of("open transactions cannot be looked for: " + e.getCause());
        } catch (TimeoutException e) {
            return Optional.of("Kafka does not report open transactions");
        }
    }

    /** Everybody's offsets are there: only those of a writer of ours that is suspect count. */
    private Optional<String> endLeftOpenOffsets()
            throws InterruptedException, ExecutionException, TimeoutException {
        return leftOpen.hasSuspects()
                ? leftOpen.look(partitions(List.of(OFFSETS)), leftOpen::isSuspect).wrong()
                : Optional.empty();
    }

    /** Nobody else writes to these. */
    private List<String> ownTopics()
            throws InterruptedException, ExecutionException, TimeoutException {
        var own = new ArrayList<>(sinks);
        for (String topic :
                admin.listTopics().names().get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
            if (topic.startsWith(applicationId + "-") && topic.endsWith("-changelog")) {
                own.add(topic);
            }
        }
        return own;
    }

    private List<TopicPartition> partitions(Collection<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        var partitions = new ArrayList<TopicPartition>();
        for (TopicDescription topic :
                admin.describeTopics(topics)
                        .allTopicNames()
                        .get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)
                        .values()) {
            topic.partitions()
                    .forEach(info ->
                            partitions.add(new TopicPartition(topic.name(), info.partition())));
        }
        return partitions;
    }
}
