package io.flaghoist.history.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The log of one environment. Reading it needs READ on its topics and nothing else. For one thread
 * at a time.
 */
public final class EnvironmentLog implements AutoCloseable {
    /** At most this many statuses are read, the newest first: minutes of all nodes together. */
    private static final int MAX_STATUSES = 1_000;

    private final LogConnection connection;
    private final EnvironmentId environment;
    private final LogIdentity identity;
    private final boolean hasStatus;
    private final HistoryTopic history;

    private EnvironmentLog(
            LogConnection connection,
            EnvironmentId environment,
            LogIdentity identity,
            boolean hasStatus) {
        this.connection = connection;
        this.environment = environment;
        this.identity = identity;
        this.hasStatus = hasStatus;
        this.history =
                new HistoryTopic(connection, connection.topics().history(environment).name());
    }

    /**
     * The log of {@code environment}.
     *
     * @throws NoSuchEnvironmentException when it has no history; the message says which have
     */
    public static EnvironmentLog open(LogConnection connection, EnvironmentId environment)
            throws LogUnavailableException, NoSuchEnvironmentException {
        try (Admin admin = connection.admin()) {
            var listings = within(connection, admin.listTopics().namesToListings());
            var found = listings.get(connection.topics().history(environment).name());
            if (found == null) {
                throw new NoSuchEnvironmentException(
                        connection, environment, environments(connection, listings.keySet()));
            }
            String cluster = within(connection, admin.describeCluster().clusterId());
            return new EnvironmentLog(
                    connection,
                    environment,
                    new LogIdentity(cluster, found.topicId().toString()),
                    listings.containsKey(connection.topics().status().name()));
        } catch (KafkaException e) {
            throw LogUnavailableException.of(connection, "Looking for the environment's topics", e);
        }
    }

    /** The environments whose config topics this principal can see, sorted. */
    public static List<EnvironmentId> environments(LogConnection connection)
            throws LogUnavailableException {
        try (Admin admin = connection.admin()) {
            return environments(connection, within(connection, admin.listTopics().names()));
        } catch (KafkaException e) {
            throw LogUnavailableException.of(connection, "Listing topics", e);
        }
    }

    private static List<EnvironmentId> environments(
            LogConnection connection, Collection<String> topics) {
        return topics.stream()
                .flatMap(it -> connection.topics().environmentOfConfig(it).stream())
                .sorted()
                .toList();
    }

    private static <T> T within(LogConnection connection, KafkaFuture<T> answer)
            throws LogUnavailableException {
        try {
            return answer.get(connection.answerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw LogUnavailableException.of(connection, "Asking Kafka for its topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("Interrupted while Kafka was asked.", e);
        }
    }

    public LogConnection connection() {
        return connection;
    }

    public EnvironmentId environment() {
        return environment;
    }

    /** Which log this is among all. */
    public LogIdentity identity() {
        return identity;
    }

    public HistoryTopic history() {
        return history;
    }

    /** The config topic: the newest record of each document, and older ones not yet compacted. */
    public RecordSource config() {
        return RecordSource.ofTopic(connection, connection.topics().config(environment).name());
    }

    /**
     * What ingest said last about this environment; empty where it says nothing, or this principal
     * may not hear it.
     */
    public Optional<IngestStatus.OfEnvironment> status() throws LogUnavailableException {
        if (!hasStatus) {
            return Optional.empty();
        }
        try (var reader = new PartitionReader(connection, connection.topics().status().name())) {
            return reader.newest(
                    MAX_STATUSES,
                    record ->
                            read(record).stream()
                                    .flatMap(status -> status.environments().stream())
                                    .filter(it -> it.environment().equals(environment.value()))
                                    .findFirst());
        }
    }

    /**
     * Whether the topic of the history is set to keep everything; false also where this principal
     * may not see the topic's settings.
     */
    public boolean isHistoryKeptForEver() throws LogUnavailableException {
        var topic =
                new ConfigResource(
                        ConfigResource.Type.TOPIC, connection.topics().history(environment).name());
        try (Admin admin = connection.admin()) {
            Config settings =
                    within(connection, admin.describeConfigs(List.of(topic)).all()).get(topic);
            return settings != null
                    && isUnlimited(settings, TopicConfig.RETENTION_MS_CONFIG)
                    && isUnlimited(settings, TopicConfig.RETENTION_BYTES_CONFIG);
        } catch (LogUnavailableException e) {
            if (e.reason() == LogUnavailableException.Reason.AUTHORIZATION) {
                return false;
            }
            throw e;
        } catch (KafkaException e) {
            throw LogUnavailableException.of(connection, "Asking for the history's retention", e);
        }
    }

    private static boolean isUnlimited(Config settings, String name) {
        ConfigEntry entry = settings.get(name);
        return entry != null && "-1".equals(entry.value());
    }

    private static Optional<IngestStatus> read(StoredRecord record) {
        byte[] key = record.content().key();
        byte[] value = record.content().value();
        if (key == null || value == null || !IngestStatus.isKey(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(IngestStatus.decode(value));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        history.close();
    }
}
