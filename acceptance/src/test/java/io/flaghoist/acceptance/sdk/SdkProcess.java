package io.flaghoist.acceptance.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A server SDK in a process of its own. */
final class SdkProcess implements SdkClient {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

    private final JsonProcess process;

    private SdkProcess(JsonProcess process) {
        this.process = process;
    }

    static SdkProcess start(String name, List<String> command, URI relay, String key, Path log) {
        var variables = Map.of("SDK_BASE_URL", relay.toString(), "SDK_KEY", key);
        return new SdkProcess(JsonProcess.start(name, command, variables, log));
    }

    @Override
    public void initialise(Duration timeout) {
        initialise(false, timeout);
    }

    @Override
    public void initialiseWithAnalytics(Duration timeout) {
        initialise(true, timeout);
    }

    private void initialise(boolean analytics, Duration timeout) {
        ObjectNode request = Json.object().put("do", "initialise").put("analytics", analytics);
        var _ = process.ask(request, timeout);
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
        request.set("target", target.json());
        return process.ask(request, ANSWER_TIMEOUT);
    }

    @Override
    public List<String> changes() {
        JsonNode flags = process.ask(Json.object().put("do", "changes"), ANSWER_TIMEOUT);
        return StreamSupport.stream(flags.spliterator(), false).map(JsonNode::asText).toList();
    }

    @Override
    public void shutDown() {
        var _ = process.ask(Json.object().put("do", "close"), ANSWER_TIMEOUT);
    }

    /** Ends the application, as applications end: without a word to the relay. */
    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
