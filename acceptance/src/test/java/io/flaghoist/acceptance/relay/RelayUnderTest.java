package io.flaghoist.acceptance.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.simulator.state.Seed;
import io.flaghoist.testkit.broker.BrokerProcess;
import io.flaghoist.testkit.broker.Brokers;
import io.flaghoist.testkit.broker.RestartableBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The system under test: a real broker, SaaS (the simulator, in this JVM), and ingest, two edges
 * and, where it is asked for, an aggregator as processes. All of it can be stopped, killed and
 * started again; all of it ends with {@link #close()}. To be used by one thread at a time.
 */
public final class RelayUnderTest implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration SAAS_HEARTBEAT = Duration.ofSeconds(5);

    private final Path folder;
    private final Canaries canaries = new Canaries();
    private final Simulator saas;
    private final RestartableBroker broker;
    private final HttpClient http;
    private final Services services;
    private final Service ingest;
    private final Optional<Service> aggregator;
    private final List<Edge> edges;
    private final List<Edge> moreEdges = new ArrayList<>();

    private RelayUnderTest(
            RelaySettings settings,
            Path folder,
            String adminToken,
            Simulator saas,
            RestartableBroker broker) {
        String authSecret = "auth-secret-" + UUID.randomUUID();
        this.services = new Services(folder, broker.bootstrapServers(), authSecret, adminToken);
        this.folder = folder;
        this.saas = saas;
        this.broker = broker;
        // As SDKs, which speak HTTP/1.1.
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.ingest = services.ingest(settings, saas);
        this.aggregator = services.aggregator(settings, saas);
        this.edges =
                Stream.of("edge 1", "edge 2")
                        .map(name -> new Edge(services.edge(name, settings), http, canaries))
                        .toList();
        canaries.add("AUTH_SECRET", authSecret);
        canaries.add("the admin token", adminToken);
        for (TestEnvironment environment : settings.environments()) {
            canaries.add("the server key of " + environment, environment.serverKey());
            canaries.add("the client key of " + environment, environment.clientKey());
        }
    }

    /**
     * Starts everything and returns when edges and aggregator are ready, and, if ingest is started
     * too, serve every environment of {@code settings} that is named in {@code awaited}.
     */
    public static RelayUnderTest start(RelaySettings settings, List<TestEnvironment> awaited) {
        String adminToken = "admin-token-" + UUID.randomUUID();
        var saas =
                new Simulator(
                        SimulatorSettings.defaults()
                                .withPort(0)
                                .withHeartbeatInterval(SAAS_HEARTBEAT)
                                .withSeed(seed(settings, adminToken)));
        try {
            saas.start();
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator does not start.", e);
        }
        var folder =
                Path.of(System.getProperty("basedir", ""))
                        .resolve("target/acceptance")
                        .resolve(settings.name() + "-" + ProcessHandle.current().pid())
                        .toAbsolutePath();
        var relay =
                new RelayUnderTest(settings, folder, adminToken, saas, Brokers.startRestartable());
        try {
            relay.startServices(settings.ingestIsStarted());
            relay.awaitServing(awaited);
            return relay;
        } catch (RuntimeException | Error e) {
            relay.close();
            throw e;
        }
    }

    private static Seed seed(RelaySettings settings, String adminToken) {
        ObjectNode seed = Json.object();
        seed.putArray("adminTokens").add(adminToken);
        var environments = seed.putArray("environments");
        settings.environments().forEach(environment -> environments.add(environment.seed()));
        return Seed.of(seed);
    }

    private void startServices(boolean withIngest) {
        if (withIngest) {
            ingest.start();
        }
        edges.forEach(edge -> edge.service().start());
        aggregator.ifPresent(Service::start);
        edges.forEach(edge -> edge.service().awaitReady());
        aggregator.ifPresent(Service::awaitReady);
    }

    private void awaitServing(List<TestEnvironment> environments) {
        for (TestEnvironment environment : environments) {
            edges.forEach(edge -> awaitServing(edge, environment));
        }
    }

    /** SaaS. */
    public Simulator saas() {
        return saas;
    }

    /** An environment as SaaS has it. */
    public SaasEnvironment saas(TestEnvironment environment) {
        return saas.state().environment(environment.id());
    }

    public RestartableBroker broker() {
        return broker;
    }

    public Service ingest() {
        return ingest;
    }

    /** Sums and posts metrics; only where {@link RelaySettings#withAggregator} asked for it. */
    public Service aggregator() {
        return aggregator.orElseThrow();
    }

    /** What ingest says of itself. */
    public JsonNode ingestHealth() {
        var request = HttpRequest.newBuilder(ingest.base().resolve("/health")).build();
        try {
            return Json.read(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException("ingest does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking ingest.", e);
        }
    }

    /** Both edges. */
    public List<Edge> edges() {
        return edges;
    }

    /**
     * One more edge beside {@link #edges()}, set up in its own way; ends with this system.
     *
     * @param name of one word after {@code edge}
     * @param settings for its settings; the environments that it is to serve when this returns
     */
    public Edge addEdge(String name, RelaySettings settings) {
        var edge = new Edge(services.edge(name, settings), http, canaries);
        moreEdges.add(edge);
        edge.service().start();
        edge.service().awaitReady();
        settings.environments().forEach(it -> awaitServing(edge, it));
        return edge;
    }

    private static void awaitServing(Edge edge, TestEnvironment environment) {
        Awaitility.await(edge + " serves " + environment)
                .atMost(START_TIMEOUT)
                .until(() -> edge.serves(environment));
    }

    private Stream<Service> services() {
        return Stream.concat(
                Stream.concat(Stream.of(ingest), aggregator.stream()),
                Stream.of(edges, moreEdges).flatMap(List::stream).map(Edge::service));
    }

    /** Where the processes of this system leave their logs; SDKs as well. */
    public Path folder() {
        return folder;
    }

    /**
     * Every secret that is found in a log, a topic, a health page or a metrics page, in words that
     * tell no secret. What does not run is not asked; the broker must run.
     */
    List<String> leaks() {
        var scan = new LeakScan(canaries);
        scan.topics(broker.bootstrapServers());
        if (broker instanceof BrokerProcess process) {
            scan.log(process.logFile());
        }
        for (Service service : services().toList()) {
            if (service.isRunning()) {
                scan.page(http, service.base().resolve("/health"));
                scan.page(http, service.base().resolve("/metrics"));
            }
            scan.log(service.log());
        }
        return scan.leaks();
    }

    @Override
    public void close() {
        services().forEach(Service::close);
        http.shutdownNow();
        broker.close();
        saas.close();
    }
}
