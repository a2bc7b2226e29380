package io.flaghoist.ingest;

import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.flaghoist.follower.CommittedReader;
import io.flaghoist.ingest.environment.EnvironmentStatus;
import io.flaghoist.ingest.environment.EnvironmentWorker;
import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.metrics.AdminMetrics;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.metrics.RegistrationMetrics;
import io.flaghoist.ingest.metrics.TargetMetrics;
import io.flaghoist.ingest.publish.KafkaClients;
import io.flaghoist.ingest.publish.KafkaFlagLog;
import io.flaghoist.ingest.publish.KafkaTargetLog;
import io.flaghoist.ingest.publish.Shards;
import io.flaghoist.ingest.registrations.Registrars;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.ingest.settings.TargetSettings;
import io.flaghoist.ingest.settings.UpstreamSettings;
import io.flaghoist.ingest.status.StatusPublisher;
import io.flaghoist.ingest.targets.TargetPollers;
import io.flaghoist.ingest.topics.SharedTopics;
import io.flaghoist.ingest.topics.TopicKeeper;
import io.flaghoist.ingest.upstream.AdminService;
import io.flaghoist.ingest.web.MetricsResource;
import io.flaghoist.ingest.web.StatusResource;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Parts;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.transactions.LeftOpenTransactions;
import io.flaghoist.service.transactions.TransactionWatch;
import io.flaghoist.service.ServiceBundle;
import io.flaghoist.service.admin.AdminPort;
import io.flaghoist.upstream.Backoff;
import io.flaghoist.upstream.ClientService;
import io.flaghoist.upstream.Http;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Upstream to log: the one place where ingest is put together. Several may run in one JVM, each by
 * {@code run("server", path)}, which returns once it is started; {@link #close()} ends it.
 */
public final class IngestApplication extends Application<IngestConfiguration>
        implements AutoCloseable {
    /** What {@link #main} ends with when the settings are to blame. */
    private static final int EXIT_SETTINGS = 2;

    private static final String VERSION = "0.1.0";

    private final Map<String, String> variables;
    private volatile @Nullable Server server;

    /**
     * An ingest that has yet to {@code run}.
     *
     * @param variables what {@code ${NAME:-default}} in the configuration file is replaced from
     */
    public IngestApplication(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    public static void main(String[] args) throws Exception {
        try {
            new IngestApplication(System.getenv()).run(args);
        } catch (IngestStartException e) {
            System.exit(e.isAboutSettings() ? EXIT_SETTINGS : 1);
        }
    }

    @Override
    public String getName() {
        return "ingest";
    }

    @Override
    public void initialize(Bootstrap<IngestConfiguration> bootstrap) {
        bootstrap.addBundle(new ServiceBundle(variables));
    }

    /** Leaves a logging alone that the process has configured by itself, as the quickstart does. */
    @Override
    protected void bootstrapLogging() {
        if (System.getProperty("logback.configurationFile") == null) {
            super.bootstrapLogging();
        }
    }

    @Override
    public void run(IngestConfiguration configuration, Environment dropwizard)
            throws SettingsException {
        configuration.check();
        UpstreamSettings upstream = configuration.getUpstream();
        KafkaSettings kafka = configuration.getKafka();
        String node = configuration.getNodeName();
        Clock clock = Clock.systemUTC();
        var random = new Random();
        var firstRetry =
                new Backoff(
                        upstream.initialRetryDelay().toJavaDuration(),
                        upstream.maxRetryDelay().toJavaDuration());
        var metrics = new IngestMetrics(new PrometheusRegistry());
        ExecutorService blocking =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("ingest-blocking-", 0).factory());

        // the log
        var catalogue = new TopicCatalogue(kafka.topicPrefix());
        var clients = new KafkaClients(kafka, node);
        Admin admin = clients.admin();
        var topics =
                new TopicKeeper(
                        admin, kafka.replicationFactor(), kafka.answerTimeout().toJavaDuration());
        var sharedTopics = new SharedTopics(topics, catalogue.shared(), firstRetry, random);
        var shards = new Shards(kafka, clients, metrics);
        var leftOpen =
                new LeftOpenTransactions(
                        admin,
                        kafka.answerTimeout().toJavaDuration(),
                        System::nanoTime,
                        metrics.registry());
        var log =
                new KafkaFlagLog(
                        kafka,
                        clients,
                        admin,
                        topics,
                        createdFor(configuration.getTargets()),
                        shards,
                        leftOpen,
                        clock,
                        metrics);

        // upstream
        var http = new Http("ingest", upstream.limits());
        var client = new ClientService(http, HttpUrl.get(upstream.clientService()), VERSION);
        var adminService =
                new AdminService(
                        http,
                        HttpUrl.get(upstream.adminService()),
                        upstream.adminServiceToken(),
                        upstream.accountIdentifier(),
                        upstream.orgIdentifier());

        // registrations topic -> upstream
        var registrars =
                new Registrars(
                        configuration.getRegistrations(),
                        clients,
                        topics,
                        catalogue.registrations(),
                        new CommittedReader(admin, kafka.answerTimeout().toJavaDuration()),
                        firstRetry,
                        random,
                        new RegistrationMetrics(metrics.registry()),
                        clock);

        // targets of the admin service -> targets topics
        var targets =
                new TargetPollers(
                        upstream.targetPoll().toJavaDuration(),
                        configuration.getTargets(),
                        new KafkaTargetLog(
                                kafka,
                                configuration.getTargets().retention().toJavaDuration(),
                                clients,
                                admin,
                                topics,
                                shards,
                                leftOpen,
                                clock,
                                metrics::unreadableRecord),
                        configuration.getDoubt().rules(),
                        firstRetry,
                        random,
                        new TargetMetrics(metrics.registry()),
                        clock);

        // upstream -> log, one worker per environment; what they say of themselves -> status
        var changes = new StateChanges();
        var tools =
                new EnvironmentWorker.Tools(
                        log,
                        configuration.getDoubt().rules(),
                        metrics,
                        blocking,
                        clock,
                        System::nanoTime,
                        random,
                        changes);
        var workers =
                new EnvironmentWorkers(
                        upstream,
                        client,
                        adminService,
                        tools,
                        session -> {
                            registrars.found(session);
                            targets.found(session);
                        });
        var status =
                new StatusPublisher(
                        node,
                        catalogue.status().name(),
                        () -> clients.plainProducer("status"),
                        workers::unsettled,
                        () ->
                                workers.all().stream()
                                        .map(EnvironmentWorker::status)
                                        .map(EnvironmentStatus::record)
                                        .toList(),
                        clock);
        changes.tell(status::changed);

        // what a killed broker left open on any of the topics
        var supervisor = new Supervisor(metrics.registry(), clock, System::nanoTime);
        var transactions =
                new TransactionWatch(
                        supervisor, leftOpen, () -> written(catalogue, workers.all()), clock);

        var adminMetrics = new AdminMetrics(metrics.registry());
        AdminPort.guard(
                configuration,
                dropwizard,
                configuration.getAdminAccess(),
                refusal -> adminMetrics.refused(refusal.word()));
        dropwizard.lifecycle().addServerLifecycleListener(started -> server = started);
        dropwizard
                .jersey()
                .register(
                        new StatusResource(
                                node, workers, registrars, targets, sharedTopics, transactions));
        dropwizard.jersey().register(new MetricsResource(metrics.registry()));
        dropwizard
                .lifecycle()
                .manage(
                        new Parts(
                                List.of(
                                        sharedTopics::start,
                                        shards::start,
                                        status::start,
                                        workers::start,
                                        transactions::start),
                                // In this order: who uses a thing is closed before it.
                                List.of(
                                        transactions,
                                        workers,
                                        registrars,
                                        targets,
                                        status,
                                        sharedTopics,
                                        http,
                                        shards,
                                        blocking,
                                        () -> admin.close(Duration.ofSeconds(1)))));
    }

    /** Finishes what is being committed, and ends. */
    @Override
    public void close() {
        Server running = server;
        if (running != null) {
            LifeCycle.stop(running);
        }
    }

    /** Told to whoever called {@link #run(String...)}; the process is not this class's to end. */
    @Override
    protected void onFatalError(Throwable t) {
        throw new IngestStartException(t);
    }

    /** The names of all topics that somebody here reads or writes; some may not exist. */
    private static List<String> written(TopicCatalogue catalogue, List<EnvironmentWorker> workers) {
        Stream<TopicSpec> ofEnvironments =
                workers.stream()
                        .map(EnvironmentWorker::environment)
                        .flatMap(environment ->
                                Stream.concat(
                                        catalogue.of(environment).stream(),
                                        Stream.of(catalogue.targets(environment))));
        return Stream.concat(catalogue.shared().stream(), ofEnvironments)
                .map(TopicSpec::name)
                .toList();
    }

    /** How long targets live on the topics that are created for edges; empty for none. */
    private static Optional<Duration> createdFor(TargetSettings targets) {
        return targets.topic()
                ? Optional.of(targets.retention().toJavaDuration())
                : Optional.empty();
    }
}
