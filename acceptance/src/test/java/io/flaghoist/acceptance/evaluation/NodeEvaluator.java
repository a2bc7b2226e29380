package io.flaghoist.acceptance.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.acceptance.sdk.NodePackages;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evaluator of the Node SDK in a process of its own ({@code node/evaluator.js}). It answers in
 * the order of the questions; one thread asks.
 */
final class NodeEvaluator implements AutoCloseable {
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));

    private final Process process;
    private final BufferedReader answers;

    private NodeEvaluator(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Installs the SDK if need be. What the process says on standard error goes to {@code log}. */
    static NodeEvaluator start(Path log) {
        Path script = NodePackages.installedIn(MODULE.resolve("node")).resolve("evaluator.js");
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return new NodeEvaluator(
                    new ProcessBuilder("node", script.toString())
                            .redirectError(log.toFile())
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the Node SDK's evaluator.", e);
        }
    }

    /**
     * For each target, for each flag: an object with the {@code variation} or the {@code
     * exception}; null where the SDK would give its caller's default.
     */
    JsonNode evaluate(Sample environment, List<@Nullable ObjectNode> targets) {
        ObjectNode question = Json.object();
        question.putArray("flags").addAll(environment.flags());
        question.putArray("segments").addAll(environment.segments());
        ArrayNode who = question.putArray("targets");
        targets.forEach(target -> who.add((JsonNode) target));
        try {
            var questions = process.outputWriter(StandardCharsets.UTF_8);
            questions.append(new String(Json.write(question), StandardCharsets.UTF_8));
            questions.append('\n').flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new AssertionError("The Node SDK's evaluator has ended; asked " + question);
            }
            return Json.read(answer);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot ask the Node SDK's evaluator.", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
