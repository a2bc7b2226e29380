package io.flaghoist.ingest;

import io.dropwizard.util.Duration;
import io.flaghoist.ingest.control.Orders;
import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.environment.WorkerDependencies;
import io.flaghoist.ingest.environment.WorkerTiming;
import io.flaghoist.ingest.kafka.KafkaSettings;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.publish.KafkaLog;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.targets.TargetSettings;
import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.ingest.upstream.SourceCatalogue;
import io.flaghoist.ingest.upstream.TestSources;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Supervisor;
import io.flaghoist.simulator.Simulator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The part of an ingest that owns environments, whose sources a test lets appear and vanish. */
final class OwningInstance implements SourceCatalogue {
    private static final java.time.Duration MINUTE = java.time.Duration.ofMinutes(1);
    private static final java.time.Duration SECOND = java.time.Duration.ofSeconds(1);
    private static final Backoff RETRY =
            new Backoff(java.time.Duration.ofMillis(20), java.time.Duration.ofMillis(200));

    final EnvironmentWorkers workers;
    private final IngestMetrics metrics = new IngestMetrics(new PrometheusRegistry());
    private final Supervisor supervisor =
            new Supervisor(metrics.registry(), Clock.systemUTC(), System::nanoTime);
    private final KafkaLog log;
    private final Http http;
    private final TestSources sources;
    private @Nullable Listener listener;

    /** An instance that leaves a shard alone for ten minutes after it was fenced. */
    OwningInstance(String node, String bootstrapServers, String prefix, Simulator saas) {
        this.log =
                new KafkaLog(
                        new KafkaSettings(
                                bootstrapServers, prefix, 1, null, Duration.minutes(10), null),
                        new TargetSettings(null, null, false),
                        node,
                        metrics,
                        supervisor,
                        Clock.systemUTC());
        this.http =
                new Http("ingest", new Http.Limits(MINUTE, MINUTE, MINUTE, 10_000_000), supervisor);
        this.sources = new TestSources(http, saas, supervisor);
        this.workers =
                new EnvironmentWorkers(
                        new WorkerDependencies(
                                node,
                                new WorkerTiming(
                                        true, SECOND, SECOND, SECOND, RETRY, SECOND, MINUTE, SECOND,
                                        SECOND, SECOND, MINUTE),
                                this,
                                log.flags(),
                                HoldRules.DEFAULT,
                                metrics,
                                Clock.systemUTC(),
                                System::nanoTime,
                                new Random(1),
                                KafkaLog.RETRY,
                                supervisor,
                                new Orders(),
                                () -> {}));
    }

    OwningInstance start() {
        log.start();
        workers.start();
        return this;
    }

    /** The source of an environment appears. */
    void appear(String apiKey) {
        appear(sources.of(apiKey));
    }

    void appear(EnvironmentSource source) {
        Objects.requireNonNull(listener).appeared(source);
    }

    void vanish(String environment) {
        Objects.requireNonNull(listener).vanished(new EnvironmentId(environment));
    }

    void release(String environment) {
        workers.release(List.of(new EnvironmentId(environment)));
    }

    void acquire(String environment) {
        workers.acquire(new EnvironmentId(environment));
    }

    /** How many transactions have ended like that. */
    double transactions(String outcome) {
        return metrics.registry().scrape().stream()
                .filter(one -> one.getMetadata().getName().equals("flaghoist_ingest_transactions"))
                .flatMap(one -> one.getDataPoints().stream())
                .filter(point -> outcome.equals(point.getLabels().get("outcome")))
                .mapToDouble(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    /** Whether any metric is labelled with the environment. */
    boolean hasMetricsOf(String environment) {
        return metrics.registry().scrape().stream()
                .flatMap(one -> one.getDataPoints().stream())
                .anyMatch(point -> environment.equals(point.getLabels().get("environment")));
    }

    @Override
    public void start(Listener started) {
        listener = started;
    }

    @Override
    public List<KeyStatus> unresolved() {
        return List.of();
    }

    @Override
    public Optional<EnvironmentSource.Refusal> refusal(EnvironmentImage image) {
        return Optional.empty();
    }

    /** Called by the workers when they are closed. */
    @Override
    public void close() {}

    void stop() {
        workers.close();
        http.close();
        log.close();
    }
}
