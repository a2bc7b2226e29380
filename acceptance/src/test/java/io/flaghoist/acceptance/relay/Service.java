package io.flaghoist.acceptance.relay;

import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of our services as a process that is started, stopped and killed, always on the same ports
 * and with the same data. To be used by one thread at a time.
 */
public final class Service implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final String name;
    private final JavaCommand command;
    private final URI base;
    private @Nullable JavaProcess process;

    Service(String name, JavaCommand command, int port) {
        this.name = name;
        this.command = command;
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    public URI base() {
        return base;
    }

    public Path log() {
        return command.output();
    }

    public boolean isRunning() {
        return process != null;
    }

    /** Starts it and returns at once. */
    public void start() {
        if (process != null) {
            throw new IllegalStateException("The " + name + " runs already.");
        }
        process = JavaProcess.start(command);
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() {
        running().awaitHealthy(base.resolve("/ready"), START_TIMEOUT);
    }

    /** Waits until its port is open, which it is before it is ready. */
    public void awaitOpen() {
        running().awaitPort(base.getHost(), base.getPort(), START_TIMEOUT);
    }

    /** Kills it (KILL). */
    public void kill() {
        running().kill();
        process = null;
    }

    /** Asks it to end (TERM) and waits until it has. */
    public void stop() {
        running().stop();
        process = null;
    }

    private JavaProcess running() {
        if (process == null) {
            throw new IllegalStateException("The " + name + " does not run.");
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
