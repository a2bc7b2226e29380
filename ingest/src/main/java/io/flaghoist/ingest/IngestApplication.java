package io.flaghoist.ingest;

import io.dropwizard.core.setup.Environment;
import io.flaghoist.ingest.control.OrderTopicReader;
import io.flaghoist.ingest.control.Orders;
import io.flaghoist.ingest.environment.EnvironmentWorker;
import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.environment.WorkerDependencies;
import io.flaghoist.ingest.environment.WorkerTiming;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.publish.KafkaLog;
import io.flaghoist.ingest.publish.LogObservers;
import io.flaghoist.ingest.status.StatusPublisher;
import io.flaghoist.ingest.status.StatusResource;
import io.flaghoist.ingest.targets.Registrars;
import io.flaghoist.ingest.targets.TargetPollers;
import io.flaghoist.ingest.upstream.ApiKeyCatalogue;
import io.flaghoist.ingest.upstream.UpstreamSettings;
import io.flaghoist.log.client.KafkaVariables;
import io.flaghoist.saas.Http;
import io.flaghoist.service.Parts;
import io.flaghoist.service.Problem;
import io.flaghoist.service.ServiceApplication;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.admin.AdminMetrics;
import io.flaghoist.service.admin.AdminPort;
import io.flaghoist.service.settings.SettingsSpec;
import io.flaghoist.service.web.MetricsResource;
import io.flaghoist.service.web.ReadyResource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Upstream to log: the one place where ingest is put together. */
public final class IngestApplication extends ServiceApplication<IngestConfiguration> {
    /** What is special about the settings of ingest. */
    public static final SettingsSpec SETTINGS =
            KafkaVariables.settings("API_KEYS", "ADMIN_SERVICE_TOKEN");

    public IngestApplication(Map<String, String> variables) {
        super("ingest", variables, SETTINGS);
    }

    public static void main(String[] arguments) throws Exception {
        main(new IngestApplication(System.getenv()), arguments);
    }

    @Override
    protected void assemble(IngestConfiguration configuration, Environment dropwizard) {
        UpstreamSettings upstream = configuration.upstream;
        String node = configuration.nodeName;
        Clock clock = Clock.systemUTC();
        var random = new Random();
        var metrics = new IngestMetrics(new PrometheusRegistry());
        reportStandardMetrics(metrics.registry(), dropwizard);
        var supervisor = new Supervisor(metrics.registry(), clock, System::nanoTime);

        var log =
                new KafkaLog(
                        configuration.kafka,
                        configuration.targets,
                        node,
                        metrics,
                        supervisor,
                        clock);
        KafkaDependencies kafka = log.dependencies();
        var http = new Http("ingest", upstream.limits(), supervisor);

        // registrations topic -> upstream
        var registrars =
                new Registrars(configuration.registrations, kafka, upstream.firstRetry(), random);

        // targets of the admin service -> targets topics
        var targets =
                new TargetPollers(
                        new TargetPollers.Dependencies(
                                log.targets(),
                                configuration.doubt.rules(),
                                configuration.targets,
                                upstream.targetPoll().toJavaDuration(),
                                upstream.firstRetry(),
                                KafkaLog.RETRY,
                                supervisor,
                                random,
                                metrics,
                                clock,
                                System::nanoTime));

        // orders of people -> the owner of the environment
        var orders = new Orders();
        var orderReader = new OrderTopicReader(kafka, orders);

        // API keys -> the environments that they belong to
        var sources =
                new ApiKeyCatalogue(
                        upstream,
                        http,
                        VERSION,
                        configuration.doubt.refusedFor().toJavaDuration(),
                        random,
                        clock,
                        supervisor,
                        session -> {
                            registrars.found(session);
                            targets.found(session);
                        });

        // sources -> log, one worker per environment; what they report -> status
        var changes = new StateChanges();
        var workers =
                new EnvironmentWorkers(
                        new WorkerDependencies(
                                node,
                                WorkerTiming.of(upstream),
                                sources,
                                log.flags(),
                                configuration.doubt.rules(),
                                metrics,
                                clock,
                                System::nanoTime,
                                random,
                                KafkaLog.RETRY,
                                supervisor,
                                orders,
                                changes));
        var status = new StatusPublisher(kafka, workers::report);
        changes.listen(status::changed);
        var observers = new LogObservers(kafka, workers);

        Supplier<List<Problem>> problems =
                () ->
                        Stream.concat(
                                        supervisor.problems().stream(),
                                        Stream.of(
                                                        log.watchProblem(),
                                                        log.sharedTopicsProblem(),
                                                        orderReader.problem(),
                                                        observers.topicsProblem(),
                                                        observers.transactionsProblem())
                                                .flatMap(Optional::stream))
                                .sorted(Comparator.comparing(Problem::since))
                                .toList();
        metrics.export(
                () -> workers.ages(EnvironmentWorker::heartbeatAge),
                () -> workers.ages(EnvironmentWorker::proofAge),
                log::canWrite,
                () -> problems.get().size() + workers.problemCount());

        AdminPort.guard(
                configuration,
                dropwizard,
                configuration.adminAccess,
                new AdminMetrics(metrics.registry(), "ingest")::refused);
        dropwizard
                .jersey()
                .register(
                        new StatusResource(
                                node,
                                log::canWrite,
                                problems,
                                workers,
                                registrars,
                                targets,
                                log::sharedTopicsProblem,
                                observers::transactionsProblem));
        // Every configured key led to an environment, each was compared with upstream, and the log
        // of each can be written.
        checkReadiness(dropwizard, () -> workers.isEverythingPublished() && log.canWrite());
        dropwizard.jersey().register(new ReadyResource(dropwizard.healthChecks()));
        dropwizard.jersey().register(new MetricsResource(metrics.registry()));
        dropwizard
                .lifecycle()
                .manage(
                        new Parts(
                                List.of(
                                        log::start,
                                        status::start,
                                        orderReader::start,
                                        registrars::start,
                                        workers::start,
                                        observers::start),
                                // In this order: who uses a thing is closed before it.
                                List.of(
                                        observers,
                                        workers,
                                        orderReader,
                                        registrars,
                                        targets,
                                        status,
                                        http,
                                        log)));
    }
}
