package io.flaghoist.aggregator;

import io.dropwizard.core.setup.Environment;
import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.post.Posters;
import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.aggregator.settings.UpstreamSettings;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.aggregator.topology.Aggregation;
import io.flaghoist.aggregator.topology.AggregatorTopology;
import io.flaghoist.log.client.KafkaVariables;
import io.flaghoist.log.delivery.EnvironmentProgress;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.KeyResolver;
import io.flaghoist.saas.MetricsService;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Parts;
import io.flaghoist.service.ServiceApplication;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.admin.AdminMetrics;
import io.flaghoist.service.admin.AdminPort;
import io.flaghoist.service.settings.SettingsSpec;
import io.flaghoist.service.web.MetricsResource;
import io.flaghoist.service.web.ReadyResource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okhttp3.HttpUrl;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SDK metrics to SaaS: the one place where the aggregator is put together. */
public final class AggregatorApplication extends ServiceApplication<AggregatorConfiguration> {
    private static final Logger LOG = LoggerFactory.getLogger(AggregatorApplication.class);

    /** What is special about the settings of an aggregator. */
    public static final SettingsSpec SETTINGS = KafkaVariables.settings("API_KEYS");

    public AggregatorApplication(Map<String, String> variables) {
        super("metrics-aggregator", variables, SETTINGS);
    }

    public static void main(String[] arguments) throws Exception {
        main(new AggregatorApplication(System.getenv()), arguments);
    }

    @Override
    protected void assemble(AggregatorConfiguration configuration, Environment dropwizard) {
        UpstreamSettings upstream = configuration.getUpstream();
        KafkaSettings kafka = configuration.getKafka();
        WindowSettings window = configuration.getWindow();
        String node = configuration.getNodeName();
        Clock clock = Clock.systemUTC();
        var random = new Random();
        var rates = new Rates(System::nanoTime);
        var metrics = new AggregatorMetrics(new PrometheusRegistry(), rates);
        reportStandardMetrics(metrics.registry(), dropwizard);

        var supervisor = new Supervisor(metrics.registry(), clock, System::nanoTime);

        // metrics topic -> outbox
        var catalogue = new TopicCatalogue(kafka.topicPrefix());
        var clients = kafka.clients(node);
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
                        new EnvironmentProgress(
                                admin,
                                kafka.topicPrefix() + "-aggregator-posted-",
                                kafka.topicPrefix() + "-aggregator-post-",
                                kafka.answerTimeout().toJavaDuration()),
                        catalogue,
                        upstream.firstRetry(),
                        random,
                        metrics,
                        clock,
                        supervisor,
                        upstream.readTimeout().toJavaDuration());

        AdminPort.guard(
                configuration,
                dropwizard,
                configuration.getAdminAccess(),
                new AdminMetrics(metrics.registry(), "aggregator")::refused);
        dropwizard
                .jersey()
                .register(
                        new StatusResource(
                                node,
                                window.isOn(),
                                aggregation,
                                posters,
                                catalogue.metricsBatches(),
                                metrics,
                                rates,
                                supervisor));
        // This instance sums its share, and every configured key led to an environment.
        checkReadiness(
                dropwizard,
                () ->
                        !window.isOn()
                                || (aggregation.isRunning() && posters.unresolved().isEmpty()));
        dropwizard.jersey().register(new ReadyResource(dropwizard.healthChecks()));
        dropwizard.jersey().register(new MetricsResource(metrics.registry()));
        dropwizard
                .lifecycle()
                .manage(
                        new Parts(
                                window.isOn()
                                        ? List.of(aggregation::start, posters::start)
                                        : List.of(this::logThatItIsOff),
                                // Closed in this order: users before what they use.
                                List.of(
                                        aggregation,
                                        posters,
                                        http,
                                        () -> admin.close(Duration.ofSeconds(1)))));
    }

    private void logThatItIsOff() {
        LOG.warn(
                "METRIC_POST_DURATION is 0: no metrics are posted. They stay on their topic until its retention ends.");
    }
}
