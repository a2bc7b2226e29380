package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.LeftOpenTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends transactions of Kafka Streams that a killed broker left open and forgot. As long as one is
 * open, batches behind it are not read, stores are not restored, and offsets are not told.
 */
final class OwnTransactions {
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final String OFFSETS = "__consumer_offsets";

    private final Admin admin;
    private final String applicationId;
    private final List<String> sinks;
    private final Duration answerTimeout;
    private final LeftOpenTransactions leftOpen;
    private long nextNanos = System.nanoTime();

    OwnTransactions(Admin admin, KafkaSettings kafka, Clock clock) {
        var topics = new TopicCatalogue(kafka.topicPrefix());
        this.admin = admin;
        this.applicationId = StreamsSettings.applicationId(kafka);
        this.sinks = List.of(topics.metricsBatches().name(), topics.lastEvaluated().name());
        this.answerTimeout = kafka.answerTimeout().toJavaDuration();
        this.leftOpen = new LeftOpenTransactions(admin, answerTimeout, clock);
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
        nextNanos = System.nanoTime() + INTERVAL.toNanos();
        try {
            Set<Long> writers = leftOpen.abort(partitions(ownTopics()), _ -> true);
            if (!writers.isEmpty()) {
                var _ = leftOpen.abort(partitions(List.of(OFFSETS)), writers::contains);
            }
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of("open transactions cannot be looked for or ended: " + e.getCause());
        } catch (TimeoutException e) {
            return Optional.of("Kafka does not tell of open transactions");
        }
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
