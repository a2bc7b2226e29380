package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka every second which config topics there are and where they end, on a thread of its own:
 * it is how new environments appear, how lag is known, and how the loss of Kafka is noticed.
 */
final class LogDiscovery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogDiscovery.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final FollowerSettings settings;
    private final Consumer<LogView> listener;
    private final Thread thread;
    private volatile boolean closing;
    private boolean inContact = true;

    /**
     * @param listener told of every look that succeeded, on this object's thread
     */
    LogDiscovery(FollowerSettings settings, Consumer<LogView> listener) {
        this.settings = settings;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("log-discovery").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closing) {
                lookUntilClosed();
                TimeUnit.NANOSECONDS.sleep(settings.timing().discovery().toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        }
    }

    /**
     * A client can only be made once a bootstrap address resolves; then it outlives any absence of
     * the brokers.
     */
    private void lookUntilClosed() throws InterruptedException {
        try (Admin admin = Admin.create(KafkaClients.admin(settings))) {
            while (!closing) {
                look(admin);
                TimeUnit.NANOSECONDS.sleep(settings.timing().discovery().toNanos());
            }
        } catch (KafkaException e) {
            lost(e);
        }
    }

    private void look(Admin admin) throws InterruptedException {
        try {
            listener.accept(view(admin));
            if (!inContact) {
                inContact = true;
                log.info("Kafka at {} answers again.", settings.bootstrapServers());
            }
        } catch (ExecutionException | TimeoutException e) {
            lost(e);
        }
    }

    private void lost(Exception e) {
        if (inContact) {
            inContact = false;
            log.warn(
                    "Kafka at {} does not answer: {}. Still serving the last known state; asking again every {}."
                            + " Check kafka.bootstrapServers, the network and this principal's DESCRIBE permission.",
                    settings.bootstrapServers(),
                    e.getCause() == null ? e.toString() : e.getCause().toString(),
                    settings.timing().discovery());
        }
    }

    private LogView view(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        String clusterId = within(admin.describeCluster().clusterId());
        Map<String, TopicListing> listings = within(admin.listTopics().namesToListings());
        var followed = new HashMap<EnvironmentId, TopicListing>();
        for (TopicListing listing : listings.values()) {
            settings.topics()
                    .environmentOfConfig(listing.name())
                    .filter(settings::follows)
                    .ifPresent(environment -> followed.put(environment, listing));
        }
        String status = settings.topics().status().name();
        var partitions = new ArrayList<TopicPartition>();
        followed.values().forEach(topic -> partitions.add(new TopicPartition(topic.name(), 0)));
        if (listings.containsKey(status)) {
            partitions.add(new TopicPartition(status, 0));
        }
        Map<TopicPartition, Long> begins = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        var environments = new HashMap<EnvironmentId, LogView.Extent>();
        followed.forEach((environment, topic) -> {
            var partition = new TopicPartition(topic.name(), 0);
            environments.put(
                    environment,
                    new LogView.Extent(
                            topic.topicId().toString(),
                            begins.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L)));
        });
        return new LogView(
                clusterId, environments, ends.getOrDefault(new TopicPartition(status, 0), -1L));
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        Map<TopicPartition, ListOffsetsResultInfo> answers =
                within(
                        admin.listOffsets(
                                        wanted,
                                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                                .all());
        var offsets = new HashMap<TopicPartition, Long>();
        answers.forEach((partition, answer) -> offsets.put(partition, answer.offset()));
        return offsets;
    }

    private static <T> T within(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
