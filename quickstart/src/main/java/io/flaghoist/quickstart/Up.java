package io.flaghoist.quickstart;

import io.flaghoist.aggregator.AggregatorApplication;
import io.flaghoist.broker.BrokerSettings;
import io.flaghoist.broker.EmbeddedBroker;
import io.flaghoist.edge.EdgeApplication;
import io.flaghoist.edge.RunningEdge;
import io.flaghoist.ingest.IngestApplication;
import io.flaghoist.log.client.KafkaVariables;
import io.flaghoist.service.settings.SettingsException;
import io.flaghoist.service.settings.Variables;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything in one JVM, in the order in which data flows: Kafka, SaaS, ingest, edge, aggregator.
 */
final class Up implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration PAGE_WITHIN = Duration.ofSeconds(60);
    private static final List<String> REQUIRED_FOR_SAAS =
            List.of("API_KEYS", "ADMIN_SERVICE_TOKEN", "ACCOUNT_IDENTIFIER", "ORG_IDENTIFIER");

    private static final Set<String> SECRETS =
            Stream.of(
                            IngestApplication.SETTINGS,
                            EdgeApplication.SETTINGS,
                            AggregatorApplication.SETTINGS)
                    .flatMap(settings -> settings.secrets().stream())
                    .collect(Collectors.toUnmodifiableSet());

    /** The services of which each can run as a process of its own. */
    enum Service {
        INGEST,
        EDGE,
        AGGREGATOR
    }

    private final UpOptions options;
    private final Map<String, String> environment;
    private final Map<Service, List<String>> commands;
    private final List<String> errors = new ArrayList<>();
    private final PrintStream out;
    private final Deque<Part> started = new ArrayDeque<>();
    private @Nullable PreparedPage page;
    private boolean closing;

    private record Part(String name, AutoCloseable part) {}

    /**
     * Nothing is started before {@link #start}.
     *
     * @param environment the process's environment variables
     */
    Up(UpOptions options, Map<String, String> environment, PrintStream out) {
        this(options, environment, Map.of(), out);
    }

    /**
     * With services that run as processes of their own.
     *
     * @param commands their command lines; their settings come from environment variables
     */
    Up(
            UpOptions options,
            Map<String, String> environment,
            Map<Service, List<String>> commands,
            PrintStream out) {
        this.options = options;
        this.commands = Map.copyOf(commands);
        this.environment = Variables.of(environment, SECRETS, errors::add).all();
        this.out = out;
    }

    /**
     * Starts everything; returns the exit code: 0 when it runs, 2 when a setting or a port is in
     * the way.
     */
    int start() throws Exception {
        if (!errors.isEmpty()) {
            throw new SettingsException(errors);
        }
        boolean simulated = value("API_KEYS").isEmpty();
        List<String> missing =
                simulated
                        ? List.of()
                        : REQUIRED_FOR_SAAS.stream().filter(name -> value(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            out.println(
                    "To relay Harness SaaS, set "
                            + String.join(", ", missing)
                            + " as well as API_KEYS.");
            return 2;
        }
        var taken = Ports.taken(portsInUse(simulated));
        if (!taken.isEmpty()) {
            taken.forEach(out::println);
            return 2;
        }
        try {
            startParts(simulated);
            return 0;
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private void startParts(boolean simulated) throws Exception {
        Path data = options.data;
        var variables = new HashMap<>(environment);
        if (simulated && options.withPage) {
            preparePage();
        }
        String kafka = kafka();
        if (value("KAFKA_BOOTSTRAP_SERVERS").isEmpty()) { // our broker has no users
            KafkaVariables.names().forEach(variables::remove);
        }
        variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
        if (simulated) {
            simulate(variables);
        }
        variables.put("PORT", Integer.toString(options.ingestPort));
        variables.put("ADMIN_PORT", Integer.toString(options.ingestAdminPort));
        Path settings = data.resolve("settings");
        if (!runsAsProcess(Service.INGEST, variables)) {
            var ingest = new IngestApplication(variables);
            manage("ingest", ingest);
            ingest.run("server", ServiceFile.write("ingest", settings).toString());
        }

        if (value("AUTH_SECRET").isEmpty()) {
            variables.put("AUTH_SECRET", Secrets.authSecret(data));
        }
        variables.putIfAbsent("BIND_HOST", "127.0.0.1");
        variables.putIfAbsent(
                "SHUTDOWN_DRAIN", "3s"); // Ctrl-C is to end soon, however many streams are open
        variables.put("PORT", Integer.toString(options.edgePort));
        variables.put("ADMIN_PORT", Integer.toString(options.edgeAdminPort));
        variables.putIfAbsent("DATA_DIR", data.resolve("edge").toString());
        if (!runsAsProcess(Service.EDGE, variables)) {
            manage("edge", RunningEdge.start(ServiceFile.write("edge", settings), variables));
        }

        aggregate(variables, settings);
        greet(simulated, kafka);
    }

    /** The first to be begun: npm takes its seconds while the others start. */
    private void preparePage() {
        var settings =
                new SamplePage.Settings(
                        "http://127.0.0.1:" + options.edgePort,
                        Greeting.SAMPLE_CLIENT_KEY,
                        Greeting.toggle(options.simulatorPort));
        var sdk = new BrowserSdk(options.data.resolve("page"), value("PATH"), PAGE_WITHIN);
        var prepared = new PreparedPage(sdk, options.pagePort, settings, out);
        page = prepared;
        manage("sample page", prepared);
        prepared.start();
    }

    /** Metrics to SaaS; with the settings of ingest's upstream, which {@code variables} hold. */
    private void aggregate(Map<String, String> variables, Path settings) throws Exception {
        var own = new HashMap<>(variables);
        own.put("PORT", Integer.toString(options.aggregatorPort));
        own.put("ADMIN_PORT", Integer.toString(options.aggregatorAdminPort));
        own.put("DATA_DIR", options.data.resolve("metrics-aggregator").toString());
        if (runsAsProcess(Service.AGGREGATOR, own)) {
            return;
        }
        var aggregator = new AggregatorApplication(own);
        manage("aggregator", aggregator);
        aggregator.run("server", ServiceFile.write("aggregator", settings).toString());
    }

    /** Starts the process of a service that has a command; false for one that has none. */
    private boolean runsAsProcess(Service service, Map<String, String> variables)
            throws IOException {
        List<String> command = commands.get(service);
        if (command != null) {
            manage(service.name(), ServiceProcess.start(command, variables));
        }
        return command != null;
    }

    private String kafka() {
        String given = value("KAFKA_BOOTSTRAP_SERVERS");
        if (!given.isEmpty()) {
            return given;
        }
        var broker =
                new EmbeddedBroker(
                        BrokerSettings.in(options.data.resolve("kafka"))
                                .withPorts(options.kafkaPort, options.kafkaControllerPort));
        manage("Kafka", broker);
        broker.start();
        return broker.bootstrapServers();
    }

    private void simulate(Map<String, String> variables) throws IOException {
        var saas = new SavedSaas(options.data, options.simulatorPort);
        manage("simulator", saas);
        saas.start();
        variables.put("API_KEYS", Greeting.SAMPLE_KEY);
        variables.put("ADMIN_SERVICE_TOKEN", "sample-admin-token");
        variables.put("ACCOUNT_IDENTIFIER", "sample-account");
        variables.put("ORG_IDENTIFIER", "default");
        variables.put("CLIENT_SERVICE", saas.simulator().clientService().toString());
        variables.put("METRIC_SERVICE", saas.simulator().metricsService().toString());
        variables.put("ADMIN_SERVICE", saas.simulator().adminService().toString());
    }

    private void greet(boolean simulated, String kafka) throws InterruptedException {
        Readiness readiness =
                simulated
                        ? Readiness.ofKey(options.edgePort, Greeting.SAMPLE_KEY)
                        : Readiness.ofEdge(options.edgePort);
        String log = options.data.resolve("flaghoist.log").toString();
        if (!readiness.await(READY_WITHIN)) {
            out.printf(
                    "The edge has nothing to serve yet after %d s; it goes on trying. See http://127.0.0.1:%d/health,"
                            + " http://127.0.0.1:%d/health (ingest) and %s.%n",
                    READY_WITHIN.toSeconds(), options.edgePort, options.ingestPort, log);
        }
        var greeting = new Greeting(out, options.edgePort);
        if (simulated) {
            String told = page == null ? "none" : page.toldInGreeting();
            greeting.simulated(options.simulatorPort, told, kafka, log);
        } else {
            String saas = environment.getOrDefault("CLIENT_SERVICE", "Harness SaaS");
            greeting.relaying(saas, kafka, log);
        }
    }

    private Map<String, Integer> portsInUse(boolean simulated) {
        var ports = new HashMap<String, Integer>();
        ports.put("--port", options.edgePort);
        ports.put("--edge-admin-port", options.edgeAdminPort);
        ports.put("--ingest-port", options.ingestPort);
        ports.put("--ingest-admin-port", options.ingestAdminPort);
        ports.put("--aggregator-port", options.aggregatorPort);
        ports.put("--aggregator-admin-port", options.aggregatorAdminPort);
        if (simulated) {
            ports.put("--simulator-port", options.simulatorPort);
        }
        if (simulated && options.withPage) {
            ports.put("--page-port", options.pagePort);
        }
        if (value("KAFKA_BOOTSTRAP_SERVERS").isEmpty()) {
            ports.put("--kafka-port", options.kafkaPort);
            ports.put("--kafka-controller-port", options.kafkaControllerPort);
        }
        return ports;
    }

    private String value(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    private synchronized void manage(String name, AutoCloseable part) {
        started.push(new Part(name, part));
    }

    /**
     * Stops what was started, the last first. Once is enough; a second call finds nothing to do.
     */
    @Override
    public synchronized void close() {
        if (!closing && !started.isEmpty()) {
            closing = true;
            out.print("\nStopping");
            out.flush();
        }
        while (!started.isEmpty()) {
            Part last = started.pop();
            try {
                last.part().close();
                out.print(" " + last.name());
                out.flush();
            } catch (Exception e) {
                out.printf("%n%s did not stop cleanly: %s%n", last.name(), e);
            }
            if (started.isEmpty()) {
                out.println(". Stopped.");
            }
        }
    }
}
