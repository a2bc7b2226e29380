package io.flaghoist.faults.relay;

import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of our services as a process, always on the same port and with the same disk. Thread-safe.
 */
public final class Node implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final String name;
    private final URI base;
    private final JavaCommand command;
    private final Path disk;
    private @Nullable JavaProcess process;

    /**
     * @param disk what is lost with {@link #loseDisk()}
     */
    Node(String name, int port, JavaCommand command, Path disk) {
        this.name = name;
        this.base = URI.create("http://127.0.0.1:" + port);
        this.command = command;
        this.disk = disk;
    }

    public String name() {
        return name;
    }

    public URI base() {
        return base;
    }

    /** Starts it and returns at once. */
    public synchronized void start() {
        if (process != null) {
            throw new IllegalStateException(name + " runs already.");
        }
        process = JavaProcess.start(command);
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() {
        running().awaitHealthy(base.resolve("/ready"), START_TIMEOUT);
    }

    /** Kills it (KILL). */
    public synchronized void kill() {
        running().kill();
        process = null;
    }

    /** Lets it stand still (STOP): its connections stay open. */
    public synchronized void freeze() {
        running().freeze();
    }

    /** Lets it go on (CONT). */
    public synchronized void thaw() {
        running().thaw();
    }

    /** Deletes what it has on its disk. */
    public synchronized void loseDisk() {
        if (process != null) {
            throw new IllegalStateException(name + " still runs.");
        }
        try (var paths = Files.exists(disk) ? Files.walk(disk) : Stream.<Path>of()) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + disk + ".", e);
        }
    }

    /** Whether it has ended though nobody ended it. */
    public synchronized boolean hasDied() {
        return process != null && !process.isAlive();
    }

    private synchronized JavaProcess running() {
        if (process == null) {
            throw new IllegalStateException(name + " does not run.");
        }
        return process;
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            kill();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
