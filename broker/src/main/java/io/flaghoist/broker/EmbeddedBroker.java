package io.flaghoist.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka of one node, broker and controller, inside this JVM. The only class that touches Kafka's
 * internal API. Wants the JVM flags of the root pom ({@code jvm.flags}) and Kafka's loggers at
 * WARN: it says 2 000 lines per start at INFO.
 */
public final class EmbeddedBroker implements KafkaBroker {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int MAX_PORT_TRIES = 5;
    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";

    private final BrokerSettings settings;
    private @Nullable Running running;

    public EmbeddedBroker(BrokerSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts the broker and returns once it serves: about 3 s the first time in a JVM, then 0.3 s.
     * A data directory without a log is formatted first; one with a log may come back on other
     * ports.
     *
     * @throws IllegalStateException when it runs already or cannot start, with the reason
     */
    public synchronized void start() {
        if (running != null) {
            throw new IllegalStateException("This broker runs already.");
        }
        format();
        running = startOnPorts();
        LOG.info(
                "Kafka broker on {}, data in {}",
                running.bootstrapServers(),
                settings.dataDirectory());
    }

    @Override
    public synchronized String bootstrapServers() {
        if (running == null) {
            throw new IllegalStateException("This broker is not running: start() it first.");
        }
        return running.bootstrapServers();
    }

    /**
     * Stops the broker, within about half a second, and keeps its data. It can be started again.
     */
    @Override
    public synchronized void close() {
        if (running != null) {
            stop(running.server());
            running = null;
        }
    }

    private void format() {
        var directory = settings.dataDirectory();
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(directory);
            new Formatter()
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .setPrintStream(nowhere())
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot prepare " + directory + " for Kafka. Check that it can be written.", e);
        } catch (Exception e) { // declared by Formatter.run
            throw new IllegalStateException("Kafka refused to format " + directory + ".", e);
        }
    }

    private Running startOnPorts() {
        for (int attempt = 1; ; attempt++) {
            int brokerPort = orFree(settings.brokerPort());
            int controllerPort = orFree(settings.controllerPort());
            var server = new KafkaRaftServer(config(brokerPort, controllerPort), Time.SYSTEM);
            try {
                server.startup();
                return new Running(server, settings.host() + ":" + brokerPort);
            } catch (RuntimeException e) {
                stop(server);
                if (!mayTryOtherPorts(e) || attempt == MAX_PORT_TRIES) {
                    throw new IllegalStateException(
                            "Kafka did not start on ports %d and %d of %s with data in %s: %s"
                                    .formatted(
                                            brokerPort,
                                            controllerPort,
                                            settings.host(),
                                            settings.dataDirectory(),
                                            rootCause(e)),
                            e);
                }
            }
        }
    }

    private boolean mayTryOtherPorts(RuntimeException failure) {
        return rootCause(failure) instanceof BindException
                && (settings.brokerPort() == 0 || settings.controllerPort() == 0);
    }

    private static Throwable rootCause(Throwable failure) {
        var cause = failure.getCause();
        return cause == null ? failure : rootCause(cause);
    }

    private int orFree(int port) {
        return port == 0 ? FreePorts.next(settings.host()) : port;
    }

    private KafkaConfig config(int brokerPort, int controllerPort) {
        var host = settings.host();
        Map<Object, Object> properties = new HashMap<>(OneNode.PROPERTIES);
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE_ID));
        properties.put("controller.listener.names", CONTROLLER);
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.quorum.voters", NODE_ID + "@" + host + ":" + controllerPort);
        properties.put(
                "listeners",
                "PLAINTEXT://%s:%d,%s://%s:%d"
                        .formatted(host, brokerPort, CONTROLLER, host, controllerPort));
        properties.put("advertised.listeners", "PLAINTEXT://" + host + ":" + brokerPort);
        properties.put("log.dirs", settings.dataDirectory().toString());
        properties.putAll(settings.extraProperties());
        return new KafkaConfig(properties);
    }

    private static void stop(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    private record Running(KafkaRaftServer server, String bootstrapServers) {}
}
