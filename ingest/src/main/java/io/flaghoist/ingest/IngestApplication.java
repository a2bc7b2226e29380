package io.flaghoist.ingest;

import io.dropwizard.core.setup.Environment;
import io.flaghoist.ingest.control.OrderTopicReader;
import io.flaghoist.ingest.control.Orders;
import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.environment.WorkerDependencies;
import io.flaghoist.ingest.environment.WorkerTiming;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.metrics.OwnerMetrics;
import io.flaghoist.ingest.metrics.RegistrationMetrics;
import io.flaghoist.ingest.metrics.TargetMetrics;
import io.flaghoist.ingest.registrations.Registrars;
import io.flaghoist.ingest.settings.UpstreamSettings;
import io.flaghoist.ingest.status.StatusPublisher;
import io.flaghoist.ingest.targets.TargetPollers;
import io.flaghoist.ingest.topics.EnvironmentTopics;
import io.flaghoist.ingest.topics.TopicDiscovery;
import io.flaghoist.ingest.upstream.AdminRateLimiter;
import io.flaghoist.ingest.upstream.AdminService;
import io.flaghoist.ingest.upstream.ApiKeyCatalogue;
import io.flaghoist.ingest.upstream.KeyRefusals;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.ingest.web.StatusResource;
import io.flaghoist.log.client.KafkaVariables;
import io.flaghoist.log.transactions.TransactionWatch;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.KeyResolver;
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
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

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
        UpstreamSettings upstream = configuration.getUpstream();
        String node = configuration.getNodeName();
        Clock clock = Clock.systemUTC();
        var random = new Random();
        var firstRetry =
                new Backoff(
                        upstream.initialRetryDelay().toJavaDuration(),
                        upstream.maxRetryDelay().toJavaDuration());
        var metrics = new IngestMetrics(new PrometheusRegistry());
        reportStandardMetrics(metrics.registry(), dropwizard);
        var supervisor = new Supervisor(metrics.registry(), clock, System::nanoTime);

        // the log
        var kafka =
                new KafkaParts(
                        configuration.getKafka(),
                        configuration.getTargets(),
                        node,
                        metrics,
                        supervisor,
                        clock);

        // upstream
        var http = new Http("ingest", upstream.limits(), supervisor);
        var client = new ClientService(http, HttpUrl.get(upstream.clientService()), VERSION);
        var adminService =
                new AdminService(
                        http,
                        new AdminRateLimiter(upstream.adminCallsPerSecond(), System::nanoTime),
                        HttpUrl.get(upstream.adminService()),
                        upstream.adminServiceToken(),
                        upstream.accountIdentifier(),
                        upstream.orgIdentifier());

        // registrations topic -> upstream
        var registrars =
                new Registrars(
                        configuration.getRegistrations(),
                        kafka.shared.clients(),
                        kafka.registrationProgress(),
                        kafka.shared.topics(),
                        kafka.catalogue.registrations(),
                        firstRetry,
                        supervisor,
                        random,
                        new RegistrationMetrics(metrics.registry()),
                        clock);

        // targets of the admin service -> targets topics
        var targets =
                new TargetPollers(
                        new TargetPollers.Dependencies(
                                kafka.targetLog,
                                configuration.getDoubt().rules(),
                                configuration.getTargets().privateAttributes(),
                                upstream.targetPoll().toJavaDuration(),
                                configuration.getTargets().retention().toJavaDuration(),
                                firstRetry,
                                KafkaParts.RETRY,
                                supervisor,
                                random,
                                new TargetMetrics(metrics.registry()),
                                clock,
                                System::nanoTime));

        // orders of people -> the owner of the environment
        var orders = new Orders();
        var orderReader =
                new OrderTopicReader(
                        kafka.catalogue.control().name(),
                        () -> kafka.shared.clients().logReader("orders"),
                        orders,
                        metrics::unreadableOrder,
                        supervisor,
                        clock);
        // API keys -> the environments that they belong to
        var refusals =
                new KeyRefusals(
                        upstream.apiKeys(),
                        client::examine,
                        client::answersAsItShould,
                        configuration.getDoubt().refusedFor().toJavaDuration(),
                        supervisor,
                        clock,
                        System::nanoTime);
        var sources =
                new ApiKeyCatalogue(
                        new KeyResolver(
                                "ingest",
                                upstream.apiKeys(),
                                client,
                                firstRetry,
                                random,
                                clock,
                                supervisor),
                        refusals,
                        token -> new UpstreamSession(client, adminService, refusals, token),
                        session -> {
                            registrars.found(session);
                            targets.found(session);
                        });

        // sources -> log, one worker per environment; what they say of themselves -> status
        var changes = new StateChanges();
        var workers =
                new EnvironmentWorkers(
                        new WorkerDependencies(
                                node,
                                WorkerTiming.of(upstream),
                                sources,
                                kafka.log,
                                configuration.getDoubt().rules(),
                                metrics,
                                clock,
                                System::nanoTime,
                                random,
                                KafkaParts.RETRY,
                                supervisor,
                                orders,
                                changes));
        var status =
                new StatusPublisher(
                        node,
                        kafka.catalogue.status().name(),
                        () -> kafka.shared.clients().producer("status", Map.of()),
                        workers::unsettled,
                        workers::records,
                        clock,
                        kafka.shared.contact(),
                        supervisor);
        changes.tell(status::changed);

        // what is in the log, whether its topics are as they must be, what a killed broker left
        TopicDiscovery discovery = kafka.discovery(workers);
        EnvironmentTopics environmentTopics = kafka.environmentTopics(workers);
        TransactionWatch transactions = kafka.transactions(workers);

        Supplier<List<Problem>> problems =
                () ->
                        Stream.of(
                                        supervisor.problems().stream(),
                                        kafka.watch.problem().stream(),
                                        kafka.sharedTopics.problem().stream(),
                                        orderReader.problem().stream(),
                                        environmentTopics.problem().stream(),
                                        transactions.problem().stream())
                                .flatMap(some -> some)
                                .sorted(Comparator.comparing(Problem::since))
                                .toList();
        OwnerMetrics.register(
                metrics.registry(),
                workers::proofs,
                kafka.shards::canWrite,
                () -> problems.get().size() + workers.problemCount());

        AdminPort.guard(
                configuration,
                dropwizard,
                configuration.getAdminAccess(),
                new AdminMetrics(metrics.registry(), "ingest")::refused);
        dropwizard
                .jersey()
                .register(
                        new StatusResource(
                                node,
                                workers,
                                registrars,
                                targets,
                                kafka.sharedTopics,
                                transactions,
                                kafka.shards::canWrite,
                                problems));
        // Every configured key led to an environment, each was compared with upstream, and the log
        // of each can be written.
        checkReadiness(
                dropwizard, () -> workers.isEverythingPublished() && kafka.shards.canWrite());
        dropwizard.jersey().register(new ReadyResource(dropwizard.healthChecks()));
        dropwizard.jersey().register(new MetricsResource(metrics.registry()));
        dropwizard
                .lifecycle()
                .manage(
                        new Parts(
                                List.of(
                                        kafka.sharedTopics::start,
                                        kafka.watch::start,
                                        status::start,
                                        orderReader::start,
                                        registrars::start,
                                        workers::start,
                                        transactions::start,
                                        discovery::start,
                                        environmentTopics::start),
                                // In this order: who uses a thing is closed before it.
                                List.of(
                                        discovery,
                                        environmentTopics,
                                        transactions,
                                        workers,
                                        orderReader,
                                        registrars,
                                        targets,
                                        status,
                                        kafka.sharedTopics,
                                        http,
                                        kafka.watch,
                                        kafka.shards,
                                        () -> kafka.shared.admin().close(Duration.ofSeconds(1)))));
    }
}
