package io.flaghoist.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Another system's program, with the processes that it starts itself. Ends at the latest with this
 * JVM. For one thread.
 */
final class ChildProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 5;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int LAST_BYTES = 2_000;

    private final String name;
    private final Process process;
    private final Path output;
    private final Thread endWithThisJvm = new Thread(this::kill, "end-peer");

    private ChildProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
        Runtime.getRuntime().addShutdownHook(endWithThisJvm);
    }

    /** Starts a program in {@code folder}, where its output goes to {@code <name>.log}. */
    static ChildProcess start(
            String name, Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        Path output = folder.resolve(name + ".log");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new ChildProcess(name, builder.start(), output);
    }

    String name() {
        return name;
    }

    /** Waits until it listens on 127.0.0.1. */
    void awaitPort(int port, Duration patience) throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        while (!listens(port)) {
            requireAlive();
            if (System.nanoTime() - until > 0) {
                throw new IOException(
                        "%s did not listen on port %d within %d s. %s"
                                .formatted(name, port, patience.toSeconds(), lastWords()));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean listens(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /**
     * Checks that it runs.
     *
     * @throws IOException with its last words when it does not
     */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(
                    "%s ended with %d. %s".formatted(name, process.exitValue(), lastWords()));
        }
    }

    private String lastWords() throws IOException {
        byte[] all = Files.readAllBytes(output);
        int from = Math.max(0, all.length - LAST_BYTES);
        return "The end of its output (%s): %s"
                .formatted(
                        output,
                        new String(all, from, all.length - from, StandardCharsets.UTF_8).strip());
    }

    /** It and what it started. */
    List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Asks it to end, and ends by force whatever of it is left after five seconds. */
    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        started.forEach(ChildProcess::end);
        forget();
    }

    /** Does not wait for good: who is nobody's child may stay as a zombie. */
    private static void end(ProcessHandle orphan) {
        if (orphan.destroyForcibly()) {
            orphan.onExit().completeOnTimeout(orphan, 1, TimeUnit.SECONDS).join();
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(endWithThisJvm);
        } catch (IllegalStateException shuttingDown) {
            // Then the hook runs anyway, and finds nothing to end.
        }
    }
}
