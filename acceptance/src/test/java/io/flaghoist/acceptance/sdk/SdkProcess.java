package io.flaghoist.acceptance.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** An SDK in a process of its own, asked in lines of JSON. Ends at the latest with this JVM. */
final class SdkProcess implements SdkClient {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

    /** What stands for the end of the process's output among its lines. */
    private static final String END = "";

    private final String name;
    private final Process process;
    private final Path log;
    // One request is under way at most; its answer and the end are all that can wait here.
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>(16);
    private final Thread endWithThisJvm;

    private SdkProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.endWithThisJvm = new Thread(process::destroyForcibly, "end-sdk-" + process.pid());
    }

    static SdkProcess start(String name, List<String> command, URI relay, String key, Path log) {
        var builder =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("SDK_BASE_URL", relay.toString());
        builder.environment().put("SDK_KEY", key);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            var started = new SdkProcess(name, builder.start(), log);
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

    @Override
    public void initialise(Duration timeout) {
        ask(Json.object().put("do", "initialise"), timeout);
    }

    @Override
    public boolean boolVariation(String flag, SdkTarget target, boolean otherwise) {
        return evaluate("boolean", flag, target, BooleanNode.valueOf(otherwise)).booleanValue();
    }

    @Override
    public String stringVariation(String flag, SdkTarget target, String otherwise) {
        return evaluate("string", flag, target, TextNode.valueOf(otherwise)).asText();
    }

    @Override
    public double numberVariation(String flag, SdkTarget target, double otherwise) {
        return evaluate("int", flag, target, DoubleNode.valueOf(otherwise)).doubleValue();
    }

    @Override
    public JsonNode jsonVariation(String flag, SdkTarget target, JsonNode otherwise) {
        return evaluate("json", flag, target, otherwise);
    }

    private JsonNode evaluate(String kind, String flag, SdkTarget target, JsonNode otherwise) {
        ObjectNode request =
                Json.object().put("do", "evaluate").put("kind", kind).put("flag", flag);
        request.set("otherwise", otherwise);
        ObjectNode who = request.putObject("target");
        who.put("identifier", target.identifier()).put("name", target.identifier());
        ObjectNode attributes = who.putObject("attributes");
        target.attributes().forEach(attributes::put);
        return ask(request, ANSWER_TIMEOUT);
    }

    @Override
    public List<String> changes() {
        JsonNode flags = ask(Json.object().put("do", "changes"), ANSWER_TIMEOUT);
        return StreamSupport.stream(flags.spliterator(), false).map(JsonNode::asText).toList();
    }

    private JsonNode ask(ObjectNode request, Duration timeout) {
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

    /** Ends the application, as applications end: without a word to the relay. */
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
