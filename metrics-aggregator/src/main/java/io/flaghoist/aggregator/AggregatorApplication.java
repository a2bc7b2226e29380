package io.flaghoist.aggregator;

import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.flaghoist.aggregator.metrics.AdminMetrics;
import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.post.KafkaClients;
import io.flaghoist.aggregator.post.Posters;
import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.aggregator.settings.UpstreamSettings;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.aggregator.topology.Aggregation;
import io.flaghoist.aggregator.topology.AggregatorTopology;
import io.flaghoist.aggregator.web.MetricsResource;
import io.flaghoist.aggregator.web.StatusResource;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.KeyResolver;
import io.flaghoist.saas.MetricsService;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Parts;
import io.flaghoist.service.ServiceBundle;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.admin.AdminPort;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okhttp3.HttpUrl;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SDK metrics to SaaS: the one place where the aggregator is put together. Several may run in one
 * JVM, each by {@code run("server", path)}, which returns once it is started; {@link #close()} ends
 * it.
 */
public final class AggregatorApplication extends Application<AggregatorConfiguration>
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AggregatorApplication.class);

    /** What {@link #main} ends with when the settings are to blame. */
    private static final int EXIT_SETTINGS = 2;

    private static final String VERSION = "0.1.0";

    private final Map<String, String> variables;
    private volatile @Nullable Server server;

    /**
     * An aggregator that has yet to {@code run}.
     *
     * @param variables what {@code ${NAME:-default}} in the configuration file is replaced from
     */
    public AggregatorApplication(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    public static void main(String[] args) throws Exception {
        try {
            new AggregatorApplication(System.getenv()).run(args);
        } catch (AggregatorStartException e) {
            System.exit(e.isAboutSettings() ? EXIT_SETTINGS : 1);
        }
    }

    @Override
    public String getName() {
        return "metrics-aggregator";
    }

    @Override
    public void initialize(Bootstrap<AggregatorConfiguration> bootstrap) {
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
    public void run(AggregatorConfiguration configuration, Environment dropwizard)
            throws SettingsException {
        configuration.check();
        UpstreamSettings upstream = configuration.getUpstream();
        KafkaSettings kafka = configuration.getKafka();
        WindowSettings window = configuration.getWindow();
        String node = configuration.getNodeName();
        Clock clock = Clock.systemUTC();
        var random = new Random();
        var rates = new Rates(System::nanoTime);
        var metrics = new AggregatorMetrics(new PrometheusRegistry(), rates);

        var supervisor = new Supervisor(metrics.registry(), clock, System::nanoTime);

        // metrics topic -> outbox
        var catalogue = new TopicCatalogue(kafka.topicPrefix());
        var clients = new KafkaClients(kafka, node);
        Admin admin = clients.admin();
        var aggregation =
                new Aggregation(
                        () -> AggregatorTopology.of(catalogue, window, metrics),
                        kafka,
                        node,
                        Path.of(configuration.getDataDirectory()),
                        admin,
                        new LeftOpenTransactions(
                                admin,
                                kafka.answerTimeout().toJavaDuration(),
                                System::nanoTime,
                                metrics.registry()),
                        upstream.firstRetry(),
                        random,
                        clock,
                        supervisor);

        // outbox -> SaaS
        var http = new Http("aggregator", upstream.limits(), supervisor);
        var client = new ClientService(http, HttpUrl.get(upstream.clientService()), VERSION);
        var posters =
                new Posters(
                        new KeyResolver(
                                "aggregator",
                                upstream.apiKeys(),
                                client,
                                upstream.firstRetry(),
                                random,
                                clock,
                                supervisor),
                        client,
                        new MetricsService(http, HttpUrl.get(upstream.metricService()), VERSION),
                        clients,
                        catalogue,
                        upstream.firstRetry(),
                        random,
                        metrics,
                        clock,
                        supervisor,
                        upstream.readTimeout().toJavaDuration());

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
                                node,
                                window.isOn(),
                                aggregation,
                                posters,
                                metrics,
                                rates,
                                supervisor));
        dropwizard.jersey().register(new MetricsResource(metrics.registry()));
        dropwizard
                .lifecycle()
                .manage(
                        new Parts(
                                window.isOn()
                                        ? List.of(aggregation::start, posters::start)
                                        : List.of(this::tellThatItIsOff),
                                // In this order: who uses a thing is closed before it.
                                List.of(
                                        aggregation,
                                        posters,
                                        http,
                                        () -> admin.close(Duration.ofSeconds(1)))));
    }

    private void tellThatItIsOff() {
        LOG.warn(
                "METRIC_POST_DURATION is 0: no metrics are posted. They stay on their topic until its retention ends.");
    }

    /** Commits what is summed, lets posts that are on their way end, and ends. */
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
        throw new AggregatorStartException(t);
    }
}
