package io.flaghoist.testkit.broker;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker as a child JVM on this JVM's class path. Ports and data directory are chosen once and
 * kept across restarts; {@link #close()} deletes the data. What the broker says goes to {@link
 * #logFile()}.
 */
public final class BrokerProcess implements RestartableBroker {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerProcess.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final String[] JVM_FLAGS = {
        "-Xmx512m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Dlogback.configurationFile=io/flaghoist/testkit/logback-broker.xml"
    };

    private final Path folder;
    private final JavaCommand command;
    private final String bootstrapServers;
    private @Nullable JavaProcess process;

    /** Not started yet; keeps everything in {@code folder}, which goes with it. */
    BrokerProcess(Path folder, int port, int controllerPort, Map<String, String> extra) {
        this.folder = folder;
        this.bootstrapServers = "127.0.0.1:" + port;
        var properties =
                extra.entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .sorted()
                        .toArray(String[]::new);
        this.command =
                JavaCommand.of(BrokerMain.class, folder.resolve("broker.log"))
                        .withJvmFlags(JVM_FLAGS)
                        .withArguments(
                                folder.resolve("data").toString(),
                                Integer.toString(port),
                                Integer.toString(controllerPort))
                        .withArguments(properties);
    }

    /** A broker that is not started yet, with a new temporary folder and free ports. */
    public static BrokerProcess create() {
        return create(Map.of());
    }

    /** As {@link #create()}, with Kafka broker properties of its own. */
    public static BrokerProcess create(Map<String, String> extraProperties) {
        try {
            var folder = Files.createTempDirectory("flaghoist-broker-");
            return new BrokerProcess(
                    folder, FreePorts.next(), FreePorts.next(), Map.copyOf(extraProperties));
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder for a broker.", e);
        }
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where the broker's output goes, of all its starts. Gone after {@link #close()}. */
    public Path logFile() {
        return command.output();
    }

    @Override
    public void start() {
        if (process != null) {
            throw new IllegalStateException(
                    "This broker runs already on " + bootstrapServers + ".");
        }
        var started = JavaProcess.start(command);
        process = started;
        try {
            started.awaitLine(BrokerMain.READY, START_TIMEOUT);
        } catch (AssertionError e) {
            kill();
            throw new IllegalStateException("The broker on " + bootstrapServers + " failed.", e);
        }
        LOG.info("Kafka broker process {} on {}", started.pid(), bootstrapServers);
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop();
            process = null;
        }
    }

    @Override
    public void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    @Override
    public void freeze() {
        running().freeze();
    }

    @Override
    public void thaw() {
        running().thaw();
    }

    @Override
    public boolean isRunning() {
        return process != null;
    }

    @Override
    public void close() {
        kill();
        deleteTree(folder);
    }

    private JavaProcess running() {
        if (process == null) {
            throw new IllegalStateException(
                    "The broker on " + bootstrapServers + " is not running.");
        }
        return process;
    }

    static void deleteTree(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder + ".", e);
        }
    }
}
