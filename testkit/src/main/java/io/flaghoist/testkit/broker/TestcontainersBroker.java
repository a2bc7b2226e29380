package io.flaghoist.testkit.broker;

import com.github.dockerjava.api.DockerClient;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.broker.OneNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A broker in a container, of the version of this build's Kafka client. The port on the host is
 * chosen here and bound, not left to Docker, which would give another at each start; data lives in
 * the container, which only {@link #close()} removes.
 */
public final class TestcontainersBroker implements RestartableBroker {
    private static final Logger LOG = LoggerFactory.getLogger(TestcontainersBroker.class);
    private static final String IMAGE = "apache/kafka:";
    private static final int KAFKA_PORT = 9092;
    private static final int STOP_SECONDS = 15;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final KafkaContainer container;
    private final int port;
    private boolean created;
    private boolean running;

    private TestcontainersBroker(KafkaContainer container, int port) {
        this.container = container;
        this.port = port;
    }

    /** A broker that is not started yet. Pulls the image when it is first started. */
    public static TestcontainersBroker create() {
        return create(Map.of());
    }

    /** As {@link #create()}, with Kafka broker properties of its own. */
    public static TestcontainersBroker create(Map<String, String> extraProperties) {
        int port = FreePorts.next();
        var container = new KafkaContainer(IMAGE + AppInfoParser.getVersion());
        container.setPortBindings(List.of(port + ":" + KAFKA_PORT));
        OneNode.PROPERTIES.forEach((name, value) -> container.addEnv(variable(name), value));
        extraProperties.forEach((name, value) -> container.addEnv(variable(name), value));
        return new TestcontainersBroker(container, port);
    }

    /** The image reads the property {@code log.dirs} from {@code KAFKA_LOG_DIRS}. */
    static String variable(String property) {
        return "KAFKA_" + property.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    @Override
    public String bootstrapServers() {
        return container.getHost() + ":" + port;
    }

    @Override
    public void start() {
        if (running) {
            throw new IllegalStateException(
                    "This broker runs already on " + bootstrapServers() + ".");
        }
        if (created) {
            docker().startContainerCmd(container.getContainerId()).exec();
        } else {
            container.start();
            created = true;
        }
        running = true;
        awaitAnswer();
        LOG.info("Kafka broker container {} on {}", container.getContainerId(), bootstrapServers());
    }

    @Override
    public void stop() {
        if (running) {
            docker().stopContainerCmd(container.getContainerId()).withTimeout(STOP_SECONDS).exec();
            running = false;
        }
    }

    @Override
    public void kill() {
        if (running) {
            docker().killContainerCmd(container.getContainerId()).exec();
            running = false;
        }
    }

    @Override
    public void freeze() {
        requireRunning();
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void thaw() {
        requireRunning();
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void close() {
        container.stop(); // Removes it, with its data.
        running = false;
        created = false;
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    private void requireRunning() {
        if (!running) {
            throw new IllegalStateException(
                    "The broker on " + bootstrapServers() + " is not running.");
        }
    }

    private void awaitAnswer() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Awaitility.await("an answer of the broker on " + bootstrapServers())
                    .atMost(START_TIMEOUT)
                    .ignoreExceptions()
                    .until(() ->
                            !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty());
        }
    }
}
