package io.flaghoist.log;

import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics that are absent and checks those that exist. Blocks; any thread may call. */
public final class TopicKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(TopicKeeper.class);

    private static final int MAX_LOOKS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** What came of it. */
    public sealed interface Result {
        record Ready() implements Result {}

        /** Topics that would corrupt or lose state, in words for the person who can mend them. */
        record Faulty(List<String> faults) implements Result {}

        record Unavailable(String reason) implements Result {}
    }

    /** How many partitions a topic has. */
    public sealed interface Partitions {
        record Known(int count) implements Partitions {}

        record Unknown(String reason) implements Partitions {}
    }

    private final Admin admin;
    private final KafkaContact contact;
    private final Optional<Short> replicationFactor;
    private final Duration answerTimeout;

    /**
     * @param replicationFactor of new topics; -1 for the broker's default
     */
    public TopicKeeper(
            Admin admin, int replicationFactor, Duration answerTimeout, KafkaContact contact) {
        this.admin = admin;
        this.contact = contact;
        this.replicationFactor =
                replicationFactor < 0 ? Optional.empty() : Optional.of((short) replicationFactor);
        this.answerTimeout = answerTimeout;
    }

    /** Makes sure that all of {@code topics} exist and are as they must be. */
    public Result ensure(List<TopicSpec> topics) throws InterruptedException {
        for (int look = 1; look < MAX_LOOKS; look++) {
            Optional<Result> result = tryToEnsure(topics, false);
            if (result.isPresent()) {
                return result.get();
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        return tryToEnsure(topics, true).orElseThrow();
    }

    /**
     * Empty when a topic was created just now, perhaps by another process, and not every broker
     * knows it yet.
     */
    private Optional<Result> tryToEnsure(List<TopicSpec> topics, boolean last)
            throws InterruptedException {
        try {
            var existing = new ArrayList<TopicSpec>();
            Map<String, TopicDescription> descriptions = describe(topics);
            for (TopicSpec topic : topics) {
                if (descriptions.containsKey(topic.name()) || !create(topic)) {
                    existing.add(topic);
                }
            }
            List<String> faults =
                    faults(existing, descriptions, false).values().stream()
                            .flatMap(List::stream)
                            .toList();
            contact.answered();
            return Optional.of(faults.isEmpty() ? new Result.Ready() : new Result.Faulty(faults));
        } catch (ExecutionException | TimeoutException e) {
            return !last && e.getCause() instanceof UnknownTopicOrPartitionException
                    ? Optional.empty()
                    : Optional.of(new Result.Unavailable(unavailable(e)));
        }
    }

    /**
     * What is wrong with those of {@code topics} that exist, or may become so, by their names;
     * those that nothing is wrong with are left out.
     *
     * @throws TimeoutException when Kafka does not answer
     * @throws ExecutionException when it refuses to
     */
    public Map<String, List<String>> faults(List<TopicSpec> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, TopicDescription> descriptions = describe(topics);
        Map<String, List<String>> faults =
                faults(
                        topics.stream()
                                .filter(topic -> descriptions.containsKey(topic.name()))
                                .toList(),
                        descriptions,
                        true);
        contact.answered();
        return faults;
    }

    /** How many partitions a topic has, which is created if need be. */
    public Partitions partitions(TopicSpec topic) throws InterruptedException {
        if (ensure(List.of(topic)) instanceof Result.Unavailable(var reason)) {
            return new Partitions.Unknown(reason);
        }
        try {
            TopicDescription description = describe(List.of(topic)).get(topic.name());
            return description == null
                    ? new Partitions.Unknown("topic " + topic.name() + " is not there yet")
                    : new Partitions.Known(description.partitions().size());
        } catch (ExecutionException | TimeoutException e) {
            return new Partitions.Unknown(unavailable(e));
        }
    }

    private String unavailable(Exception e) {
        contact.failed();
        return e instanceof ExecutionException
                ? KafkaWords.of(e)
                : "no answer within " + answerTimeout.toSeconds() + " s";
    }

    private Map<String, TopicDescription> describe(List<TopicSpec> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        var descriptions = new HashMap<String, TopicDescription>();
        var answers =
                admin.describeTopics(topics.stream().map(TopicSpec::name).toList())
                        .topicNameValues();
        for (var answer : answers.entrySet()) {
            try {
                descriptions.put(answer.getKey(), await(answer.getValue()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return descriptions;
    }

    /** False if another process was faster. */
    private boolean create(TopicSpec topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        var wanted =
                new NewTopic(topic.name(), Optional.of(topic.partitions()), replicationFactor)
                        .configs(topic.settings());
        try {
            await(admin.createTopics(List.of(wanted)).all());
            LOG.info("Created topic {}", topic.name());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    private Map<String, List<String>> faults(
            List<TopicSpec> existing, Map<String, TopicDescription> known, boolean withRisks)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (existing.isEmpty()) {
            return Map.of();
        }
        Map<String, TopicDescription> descriptions =
                known.keySet().containsAll(existing.stream().map(TopicSpec::name).toList())
                        ? known
                        : describe(existing);
        Map<ConfigResource, Config> configs =
                await(
                        admin.describeConfigs(existing.stream().map(TopicKeeper::resource).toList())
                                .all());
        var faults = new LinkedHashMap<String, List<String>>();
        for (TopicSpec topic : existing) {
            TopicDescription description = descriptions.get(topic.name());
            Config config = configs.get(resource(topic));
            if (description != null && config != null) {
                var found =
                        new ArrayList<>(
                                topic.faultsOf(description.partitions().size(), settings(config)));
                if (withRisks) {
                    found.addAll(topic.risksOf(settings(config)));
                }
                if (!found.isEmpty()) {
                    faults.put(topic.name(), found);
                }
            }
        }
        return faults;
    }

    private static Map<String, String> settings(Config config) {
        var settings = new HashMap<String, String>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                settings.put(entry.name(), entry.value());
            }
        }
        return settings;
    }

    private static ConfigResource resource(TopicSpec topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private <T> T await(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
