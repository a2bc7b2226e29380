package io.flaghoist.acceptance.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A driver in a process of its own, asked in lines of JSON. Ends at the latest with this JVM. To be
 * used by one thread at a time.
 */
final class JsonProcess implements AutoCloseable {
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

    /** What stands for the end of the process's output among its lines. */
    private static final String END = "";

    private final String name;
    private final Process process;
    private final Path log;
    // One request is under way at most; its answer and the end are all that can wait here.
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>(16);
    private final Thread endWithThisJvm;

    private JsonProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.endWithThisJvm = new Thread(process::destroyForcibly, "end-driver-" + process.pid());
    }

    /**
     * Starts it and returns at once.
     *
     * @param name for people who read a failure
     * @param environment more variables than those of this process
     * @param log the file that gets what it says on standard error
     */
    static JsonProcess start(
            String name, List<String> command, Map<String, String> environment, Path log) {
        var builder =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            var started = new JsonProcess(name, builder.start(), log);
            Runtime.getRuntime().addShutdownHook(started.endWithThisJvm);
            Thread.ofVirtual().name("answers of " + name).start(started::readAnswers);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the " + name + ".", e);
        }
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            answers.add(Json.object().put("error", "its output cannot be read: " + e).toString());
        } finally {
            answers.add(END);
        }
    }

    /**
     * The answer's value.
     *
     * @throws SdkFailedException when it says that it failed
     * @throws AssertionError when it says nothing in time or has ended
     */
    JsonNode ask(ObjectNode request, Duration timeout) {
        try {
            process.outputWriter(StandardCharsets.UTF_8).append(request + "\n").flush();
            JsonNode reply = reply(answers.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
            if (reply.has("error")) {
                throw new SdkFailedException(this + ": " + reply.get("error").asText());
            }
            return reply.path("value");
        } catch (IOException e) {
            throw new AssertionError(this + " cannot be asked. See " + log, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the " + this + ".", e);
        }
    }

    private JsonNode reply(@Nullable String line) throws JsonProcessingException {
        if (line == null) {
            throw new AssertionError(this + " gave no answer in time. See " + log);
        }
        if (line.equals(END)) {
            throw new AssertionError(this + " has ended. See " + log);
        }
        return Json.read(line);
    }

    /** Lets it end by itself, as it does when nobody can ask it any more. */
    void finish() {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
            var _ = process.waitFor(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException alreadyGone) {
            // Then there is nobody to wait for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Runtime.getRuntime().removeShutdownHook(endWithThisJvm);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
