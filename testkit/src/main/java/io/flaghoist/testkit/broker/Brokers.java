package io.flaghoist.testkit.broker;

import io.flaghoist.broker.BrokerSettings;
import io.flaghoist.broker.EmbeddedBroker;
import io.flaghoist.broker.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * Chooses the broker that tests run on: a container when a Docker engine answers and Testcontainers
 * is on the class path, else this JVM for tests that leave it alone, and a child JVM for those that
 * stop and kill it. Says in one line what it chose and why.
 */
public final class Brokers {
    private static final Logger LOG = LoggerFactory.getLogger(Brokers.class);

    private Brokers() {}

    /** A started broker for tests that leave it running. */
    public static KafkaBroker start() {
        if (useContainers()) {
            return started(TestcontainersBroker.create());
        }
        try {
            return TemporaryBroker.start(Files.createTempDirectory("flaghoist-kafka-"));
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder for a broker.", e);
        }
    }

    /** A started broker for tests that stop, kill and freeze it. */
    public static RestartableBroker startRestartable() {
        return startRestartable(Map.of());
    }

    /** As {@link #startRestartable()}, with Kafka broker properties of its own. */
    public static RestartableBroker startRestartable(Map<String, String> extraProperties) {
        return started(
                useContainers()
                        ? TestcontainersBroker.create(extraProperties)
                        : BrokerProcess.create(extraProperties));
    }

    private static RestartableBroker started(RestartableBroker broker) {
        try {
            broker.start();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static boolean useContainers() {
        var docker = DockerEngine.find(System.getenv());
        if (!docker.answers()) {
            LOG.info("Kafka for tests runs on this machine: {}", docker.finding());
            return false;
        }
        if (!isTestcontainersPresent()) {
            LOG.info(
                    "Kafka for tests runs on this machine: {}, but testcontainers-kafka is not on the class path",
                    docker.finding());
            return false;
        }
        boolean available = DockerClientFactory.instance().isDockerAvailable();
        LOG.info(
                "Kafka for tests runs {}: {}",
                available ? "in a container" : "on this machine, Testcontainers declines",
                docker.finding());
        return available;
    }

    private static boolean isTestcontainersPresent() {
        try {
            Class.forName("org.testcontainers.kafka.KafkaContainer");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** An embedded broker whose data goes with it. */
    private record TemporaryBroker(EmbeddedBroker broker, Path folder) implements KafkaBroker {
        static KafkaBroker start(Path folder) {
            var broker = new EmbeddedBroker(BrokerSettings.in(folder));
            broker.start();
            return new TemporaryBroker(broker, folder);
        }

        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public void close() {
            broker.close();
            BrokerProcess.deleteTree(folder);
        }
    }
}
