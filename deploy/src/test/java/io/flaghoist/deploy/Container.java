package io.flaghoist.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** An image's entry point, running as a process. Closing kills it. */
record Container(
        Image image, Process process, Map<String, String> environment, Path output, Path data)
        implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    static Container start(
            Image image, Map<String, String> environment, List<String> line, Path data)
            throws IOException {
        Files.createDirectories(data.getParent());
        Path output = Files.createTempFile(data.getParent(), image.name() + "-", ".log");
        Process process =
                Commands.builder(image.app(), environment, line)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        return new Container(image, process, environment, output, data);
    }

    /** The health check's exit code. */
    int health() throws IOException, InterruptedException {
        return Commands.run(image.app(), environment, image.healthCheck()).exitCode();
    }

    void awaitHealth(int exitCode) {
        Awaitility.await(this + " healthy: " + exitCode)
                .atMost(PATIENCE)
                .failFast("it has ended", this::requireRunning)
                .until(() -> health() == exitCode);
    }

    private void requireRunning() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(this + " ended with " + process.exitValue() + ":\n" + told());
        }
    }

    String told() throws IOException {
        return Files.readString(output);
    }

    /** Files that it holds open for writing, where the system tells, other than its output. */
    List<Path> writes() throws IOException {
        var writes = new ArrayList<Path>();
        if (!Files.isDirectory(OPEN_FILES)) {
            return writes;
        }
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (isWritten(proc.resolve("fdinfo").resolve(descriptor.getFileName()))
                        && Files.isRegularFile(descriptor)) {
                    writes.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        writes.removeIf(output::equals);
        return writes;
    }

    private static boolean isWritten(Path info) throws IOException {
        if (!Files.exists(info)) {
            return false; // closed meanwhile
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("flags:"))
                .mapToInt(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                .anyMatch(flags -> (flags & 3) != 0);
    }

    /** Sends TERM, as {@code STOPSIGNAL} says, and returns the exit code. */
    int stop(Duration timeout) throws InterruptedException, IOException {
        process.destroy();
        return awaitExit(timeout);
    }

    int awaitExit(Duration timeout) throws InterruptedException, IOException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(this + " still runs after " + timeout + ":\n" + told());
        }
        return process.exitValue();
    }

    @Override
    public String toString() {
        return image.name();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
