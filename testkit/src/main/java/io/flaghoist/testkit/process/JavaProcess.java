package io.flaghoist.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A Java program that runs as a child process: a real service of a test, which can be asked,
 * stopped, killed and frozen. Ends at the latest with this JVM. Waiting methods fail at once when
 * the process ends before what they wait for, and tell the end of its output. To be used by one
 * thread at a time.
 */
public final class JavaProcess implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(25);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    private static final int LINES_TOLD = 40;

    private final JavaCommand command;
    private final Process process;
    private final long outputStart;
    private final Thread endWithThisJvm;

    private JavaProcess(JavaCommand command, Process process, long outputStart) {
        this.command = command;
        this.process = process;
        this.outputStart = outputStart;
        this.endWithThisJvm = new Thread(process::destroyForcibly, "end-process-" + process.pid());
    }

    /**
     * Starts the program and returns at once; what it takes to be ready is for the {@code await}
     * methods.
     *
     * @throws UncheckedIOException when it cannot be started or its output cannot be written
     */
    public static JavaProcess start(JavaCommand command) {
        var output = command.output().toAbsolutePath();
        try {
            Files.createDirectories(output.getParent());
            long outputStart = Files.exists(output) ? Files.size(output) : 0;
            var builder =
                    new ProcessBuilder(command.commandLine())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(command.environment());
            var started = new JavaProcess(command, builder.start(), outputStart);
            Runtime.getRuntime().addShutdownHook(started.endWithThisJvm);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot start " + command + " with its output in " + output + ".", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Exit code, or empty while it runs. A process ended by a signal has 128 + the signal's number.
     */
    public OptionalInt exitCode() {
        return isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** What this process has written so far, without what earlier ones wrote to the same file. */
    public String output() {
        try {
            byte[] all = Files.readAllBytes(command.output());
            int start = (int) Math.min(outputStart, all.length);
            return new String(all, start, all.length - start, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the output of " + command + ".", e);
        }
    }

    public Path outputFile() {
        return command.output();
    }

    /**
     * Waits until a whole line of its output contains {@code text}, and returns that line. A line
     * is whole when it is ended, or when the process has ended.
     */
    public String awaitLine(String text, Duration timeout) {
        await("a line with '" + text + "'", timeout, () -> wholeLines().anyMatch(has(text)));
        return wholeLines().filter(has(text)).findFirst().orElseThrow();
    }

    /** Waits until {@code host:port} accepts a connection. */
    public void awaitPort(String host, int port, Duration timeout) {
        await("an open port " + host + ":" + port, timeout, () -> accepts(host, port));
    }

    /** Waits until a GET of {@code url} is answered with 200. */
    public void awaitHealthy(URI url, Duration timeout) {
        try (var client = HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build()) {
            await("200 from " + url, timeout, () -> status(client, url) == 200);
        }
    }

    /**
     * Waits until {@code condition} holds; what it throws means "not yet" and is told when time is
     * up.
     *
     * @throws AssertionError when time is up or the process has ended, with the end of its output
     */
    public void await(String what, Duration timeout, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(timeout)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .ignoreExceptions()
                    .failFast("it has ended", () -> !isAlive())
                    .until(condition);
        } catch (TerminalFailureException e) {
            if (!holds(condition)) { // It may have said its last word on the way out.
                throw new AssertionError(ended(what), e);
            }
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "%s (pid %d) gave no %s within %s. %s"
                            .formatted(command, pid(), what, timeout, lastLines()),
                    e);
        }
    }

    /** Waits until it has ended by itself and returns its exit code. */
    public int awaitExit(Duration timeout) {
        try {
            process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            forget();
            return process.exitValue();
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "%s (pid %d) did not end within %s. %s"
                            .formatted(command, pid(), timeout, lastLines()),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot wait for pid " + pid() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for pid " + pid() + ".", e);
        }
    }

    /** Asks it to end (TERM), waits up to 15 s and returns its exit code. */
    public int stop() {
        return stop(STOP_TIMEOUT);
    }

    /**
     * Asks it to end (TERM) and returns its exit code.
     *
     * @throws AssertionError when it has not ended within {@code timeout}
     */
    public int stop(Duration timeout) {
        process.destroy();
        return awaitExit(timeout);
    }

    /** Kills it (KILL) and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(STOP_TIMEOUT);
    }

    /** Stops it from running (STOP): its connections stay open and nothing answers. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it run again (CONT). */
    public void thaw() {
        signal("CONT");
    }

    /** Kills it if it still runs. A test that cares how it ends calls {@link #stop()} before. */
    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            var kill =
                    new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                            .inheritIO()
                            .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("Cannot send " + name + " to pid " + pid() + ".");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No command 'kill' to send " + name + " with.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending " + name + ".", e);
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(endWithThisJvm);
        } catch (IllegalStateException shuttingDown) {
            // Then the hook runs anyway, and finds nothing to end.
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception notYet) {
            return false;
        }
    }

    private String ended(String what) {
        return "%s (pid %d) ended with %d before it gave %s. %s"
                .formatted(command, pid(), process.exitValue(), what, lastLines());
    }

    private String lastLines() {
        List<String> lines = output().lines().toList();
        var last = lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size());
        return "The end of its output (" + command.output() + "):\n" + String.join("\n", last);
    }

    /** Without a last line that is still being written: formatted output comes piece by piece. */
    private Stream<String> wholeLines() {
        boolean complete = !isAlive();
        String output = output();
        return (complete ? output : output.substring(0, output.lastIndexOf('\n') + 1)).lines();
    }

    private static Predicate<String> has(String text) {
        return line -> line.contains(text);
    }

    private static boolean accepts(String host, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) REQUEST_TIMEOUT.toMillis());
            return true;
        }
    }

    private static int status(HttpClient client, URI url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url).timeout(REQUEST_TIMEOUT).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
