package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.log.KafkaWords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks whether the topics of all environments are still as they were created: a config topic that
 * somebody lets expire loses flags.
 */
final class EnvironmentTopics {
    /** Topics in one request. */
    private static final int TOGETHER = 200;

    private final KafkaDependencies kafka;
    private final Supplier<Collection<EnvironmentId>> environments;
    private final BiConsumer<EnvironmentId, Optional<String>> onCheck;

    /**
     * Asks nothing yet.
     *
     * @param environments to check
     * @param onCheck called per environment with what is wrong with its topics, or with nothing
     */
    EnvironmentTopics(
            KafkaDependencies kafka,
            Supplier<Collection<EnvironmentId>> environments,
            BiConsumer<EnvironmentId, Optional<String>> onCheck) {
        this.kafka = kafka;
        this.environments = environments;
        this.onCheck = onCheck;
    }

    PeriodicCheck check() {
        return new PeriodicCheck(
                LoopSpec.of(
                                "ingest-environment-topics",
                                "the settings of the environments' topics are not looked at")
                        .within(Duration.ofMinutes(5)),
                new OneProblem(
                        "Looking at the settings of the environments' topics",
                        "records may be lost unnoticed if they were changed",
                        "Kafka, and this principal's DESCRIBE_CONFIGS permission on the environments' topics",
                        kafka.clock()),
                this::run,
                kafka);
    }

    private Optional<String> run() throws InterruptedException {
        try {
            checkAll();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of(
                    "the settings of the environments' topics cannot be read: " + KafkaWords.of(e));
        }
    }

    private void checkAll() throws InterruptedException, ExecutionException, TimeoutException {
        List<EnvironmentId> all = List.copyOf(environments.get());
        int faulty = 0;
        for (int from = 0; from < all.size(); from += TOGETHER / 2) {
            List<EnvironmentId> some = all.subList(from, Math.min(all.size(), from + TOGETHER / 2));
            Map<String, List<String>> faults =
                    kafka.topics().faults(some.stream().flatMap(this::topics).toList());
            faulty += faults.size();
            for (EnvironmentId environment : some) {
                String words =
                        topics(environment)
                                .flatMap(topic ->
                                        faults.getOrDefault(topic.name(), List.of()).stream())
                                .collect(Collectors.joining("; "));
                onCheck.accept(environment, Optional.of(words).filter(w -> !w.isEmpty()));
            }
        }
        kafka.metrics().set(Metric.TOPIC_FAULTS, faulty);
    }

    private Stream<TopicSpec> topics(EnvironmentId environment) {
        return kafka.catalogue().of(environment).stream();
    }
}
