package io.flaghoist.edge;

import io.dropwizard.lifecycle.Managed;
import io.flaghoist.edge.auth.Authentication;
import io.flaghoist.edge.auth.KeyListReads;
import io.flaghoist.edge.auth.Retirements;
import io.flaghoist.edge.auth.UnknownKeys;
import io.flaghoist.edge.evaluation.Evaluations;
import io.flaghoist.edge.evaluation.Evaluators;
import io.flaghoist.edge.evaluation.FailingFlags;
import io.flaghoist.edge.health.Health;
import io.flaghoist.edge.http.EdgeHandler;
import io.flaghoist.edge.http.FreshnessHeaders;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.edge.stream.SdkStreams;
import io.flaghoist.edge.target.Targets;
import io.flaghoist.edge.target.store.EdgeTargets;
import io.flaghoist.edge.usage.PostParser;
import io.flaghoist.edge.usage.UsageIntake;
import io.flaghoist.edge.usage.UsageWorkers;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.metrics.Meters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The wiring of an edge, without the follower that maintains the images. Listens to {@code
 * environments} from its construction.
 */
final class Edge implements Managed {
    /** Longer than the timeouts of Kafka and the disk. */
    private static final Duration LAST_POSTS = Duration.ofSeconds(8);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final EdgeConfiguration configuration;
    private final EdgeMeters meters;
    private final EdgeTargets targets;
    private final Health health;
    private final SdkStreams streams;
    private final UnknownKeys unknownKeys;
    private final UsageWorkers usageWorkers;
    private final UsageIntake usage;
    private final EdgeHandler handler;
    private final SupervisedLoop watch;

    Edge(
            EdgeConfiguration configuration,
            EdgeMeters meters,
            Supervisor supervisor,
            Environments environments,
            FollowerView follower,
            InstantSource clock) {
        this.configuration = configuration;
        this.meters = meters;
        var retirements = new Retirements(environments, follower);
        var failing = new FailingFlags(environments, meters.evaluations(), clock);
        targets =
                new EdgeTargets(
                        supervisor,
                        configuration.kafka(),
                        configuration.targets(),
                        configuration.registrations().enabled(),
                        Path.of(configuration.dataDirectory(), "targets"),
                        meters.meters(),
                        clock);
        health =
                new Health(
                        configuration.nodeName(),
                        configuration.readiness(),
                        environments,
                        follower,
                        retirements,
                        failing,
                        () -> problems(supervisor, follower),
                        clock,
                        System::nanoTime);
        health.also(targets::describe);
        usageWorkers = new UsageWorkers(supervisor, UsageWorkers.defaultThreads());
        usage =
                new UsageIntake(
                        supervisor,
                        configuration.usage(),
                        configuration.kafka(),
                        configuration.nodeName(),
                        Path.of(configuration.dataDirectory(), "usage"),
                        meters.meters(),
                        clock,
                        usageWorkers);
        health.also(usage::describe);
        var authentication =
                new Authentication(
                        configuration.auth(), clock, retirements::isRetired, meters.json());
        unknownKeys =
                new UnknownKeys(
                        supervisor,
                        configuration.unknownKeys(),
                        new KeyListReads(follower, retirements::isRetired, clock, System::nanoTime),
                        meters.meters(),
                        clock,
                        System::nanoTime);
        var evaluators = new Evaluators(environments);
        health.also(evaluators::describe);
        var evaluations =
                new Evaluations(
                        configuration.jsonEvaluationValues(), failing, meters.evaluations());
        streams =
                new SdkStreams(
                        supervisor,
                        configuration.streams(),
                        environments,
                        meters.meters(),
                        new SdkStreams.ClientSide(evaluators, evaluations, meters.evaluations()),
                        () -> follower.sinceContact().isEmpty(),
                        clock);

        // A revoked key is refused before its streams are closed, so that no new one can open in
        // between.
        environments.listen(retirements);
        environments.listen(authentication.keys());
        environments.listen(streams);
        environments.listen(unknownKeys);

        handler =
                new EdgeHandler(
                        environments,
                        new EdgeHandler.Keys(authentication, unknownKeys, retirements),
                        new FreshnessHeaders(follower, configuration.freshnessHeaders()),
                        new EdgeHandler.ClientSide(
                                evaluators,
                                evaluations,
                                new Targets(targets.stored(), meters.evaluations(), meters.json()),
                                targets.seen()),
                        streams,
                        health,
                        meters,
                        usageSide(clock),
                        configuration.edgeServer().maxAuthBodyBytes());

        watch =
                supervisor.every(
                        LOOK,
                        LoopSpec.of("edge-watch", "state changes of this edge are not logged"),
                        health::look);

        meters.follower(
                follower,
                environment ->
                        follower.freshness(environment).isStale()
                                && !retirements.isRetired(environment));
        gauges(follower, supervisor, evaluators, authentication);
    }

    private void gauges(
            FollowerView follower,
            Supervisor supervisor,
            Evaluators evaluators,
            Authentication authentication) {
        Meters gauges = meters.meters();
        gauges.gauge(
                "flaghoist_edge_unknown_keys_waiting",
                "Requests with unknown SDK keys that wait for a decision",
                unknownKeys::waiting);
        gauges.counter(
                "flaghoist_edge_patterns_beyond_limit",
                "Evaluations of a pattern that matched nothing because it is too large",
                evaluators::timesBeyondLimits);
        gauges.gauge(
                "flaghoist_edge_usage_tasks_waiting",
                "Posts of metrics to parse, and batches of answers to write, that wait for a thread",
                usageWorkers::waiting);
        gauges.gauge(
                "flaghoist_edge_problems",
                "Problems of this process, as listed in /health",
                () -> problems(supervisor, follower).size());
        gauges.gauge("flaghoist_edge_streams_open", "Streams open", streams::openStreams);
        gauges.gauge(
                "flaghoist_edge_live_keys", "SDK keys that are live", authentication::liveKeys);
        gauges.gauge(
                "flaghoist_edge_verified_tokens",
                "Verified tokens in the cache",
                authentication::verifiedTokens);
    }

    /** Without duplicates: the follower's loops are supervised too. */
    private static List<Problem> problems(Supervisor supervisor, FollowerView follower) {
        return Stream.concat(supervisor.problems().stream(), follower.problems().stream())
                .distinct()
                .sorted(Comparator.comparing(Problem::since))
                .toList();
    }

    private EdgeHandler.UsageSide usageSide(InstantSource clock) {
        return new EdgeHandler.UsageSide(
                new PostParser(configuration.targets().privateNames(), clock),
                usage,
                Math.toIntExact(configuration.usage().maxBody().toBytes()),
                usageWorkers);
    }

    UsageWorkers usageWorkers() {
        return usageWorkers;
    }

    EdgeHandler handler() {
        return handler;
    }

    EdgeMeters meters() {
        return meters;
    }

    @Override
    public void start() {
        targets.start();
        usageWorkers.start();
        usage.start();
        streams.start();
        unknownKeys.start();
        watch.start();
    }

    /** To be called after the snapshots are loaded and the follower has started. */
    void following() {
        health.begin();
    }

    /** Before shutdown: turns readiness off, then closes streams one after the other. */
    void drain() {
        health.drain();
        Duration readinessOff = configuration.shutdown().readinessOff().toJavaDuration();
        long until = System.nanoTime() + readinessOff.toNanos();
        for (long left = readinessOff.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        unknownKeys.hurry();
        streams.drain(configuration.shutdown().drain().toJavaDuration());
        usage.hurry(LAST_POSTS); // their connections are still open
    }

    @Override
    public void stop() {
        watch.close();
        unknownKeys.stop();
        streams.stop();
        usage.close();
        usageWorkers.close(); // after the last answers
        targets.stop();
    }
}
