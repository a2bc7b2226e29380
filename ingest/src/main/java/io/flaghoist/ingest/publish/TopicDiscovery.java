package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the environments that are in the log. */
final class TopicDiscovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicDiscovery.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final Admin admin;
    private final TopicCatalogue catalogue;
    private final Duration answerTimeout;
    private final KafkaContact contact;
    private final Consumer<EnvironmentId> onFound;
    private final Consumer<EnvironmentId> onGone;
    private final Set<EnvironmentId> known = new HashSet<>();
    private final SupervisedLoop loop;

    /**
     * Asks nothing yet.
     *
     * @param onFound called again and again for an environment that has a config topic
     * @param onGone called when all topics of an environment were deleted
     */
    TopicDiscovery(
            KafkaDependencies kafka,
            Consumer<EnvironmentId> onFound,
            Consumer<EnvironmentId> onGone) {
        this.admin = kafka.admin();
        this.catalogue = kafka.catalogue();
        this.answerTimeout = kafka.answerTimeout();
        this.contact = kafka.contact();
        this.onFound = onFound;
        this.onGone = onGone;
        this.loop =
                kafka.supervisor()
                        .every(
                                BETWEEN_LOOKS,
                                LoopSpec.of(
                                        "ingest-discovery",
                                        "environments in the log that no upstream claims have no owner, and become stale"),
                                this::look);
    }

    void start() {
        loop.start();
    }

    /** Kafka's absence is reported elsewhere. */
    private void look() throws InterruptedException {
        try {
            lookAt(admin.listTopics().names().get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS));
            contact.answered();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Kafka does not say which topics there are", e);
            contact.failed();
        }
    }

    private void lookAt(Set<String> names) throws InterruptedException, TimeoutException {
        for (String name : names) {
            catalogue
                    .environmentOfConfig(name)
                    .ifPresent(environment -> {
                        known.add(environment);
                        onFound.accept(environment);
                    });
        }
        for (EnvironmentId environment : Set.copyOf(known)) {
            if (isGone(environment, names)) {
                known.remove(environment);
                onGone.accept(environment);
            }
        }
    }

    /** What this principal may not see any more is not gone. */
    private boolean isGone(EnvironmentId environment, Set<String> names)
            throws InterruptedException, TimeoutException {
        String config = catalogue.config(environment).name();
        String history = catalogue.history(environment).name();
        return !names.contains(config)
                && !names.contains(history)
                && isAbsent(config)
                && isAbsent(history);
    }

    private boolean isAbsent(String topic) throws InterruptedException, TimeoutException {
        try {
            var _ =
                    admin.describeTopics(Set.of(topic))
                            .allTopicNames()
                            .get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof UnknownTopicOrPartitionException;
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
