package io.flaghoist.acceptance.sdk;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.harness.cf.client.api.BaseConfig;
import io.harness.cf.client.api.CfClient;
import io.harness.cf.client.api.Event;
import io.harness.cf.client.connector.HarnessConfig;
import io.harness.cf.client.connector.HarnessConnector;
import io.harness.cf.client.dto.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Drives the Java SDK as the test says: one JSON request a line on standard input, one JSON answer
 * a line on standard output. Runs in a JVM with the SDK's libraries and none of ours, so it knows
 * no other class of this project. See {@code node/driver.js} for the same thing in JavaScript.
 */
final class JavaSdkDriver {
    /** Above any test's patience: whatever an SDK learns in time, it learns by stream. */
    private static final int POLL_INTERVAL_SECONDS = 600;

    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final String key;
    private final String relay;
    private @Nullable CfClient client;

    private JavaSdkDriver(String key, String relay) {
        this.key = key;
        this.relay = relay;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // Whatever the SDK prints is no answer.
        var driver = new JavaSdkDriver(variable("SDK_KEY"), variable("SDK_BASE_URL"));
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(driver.answer(line));
        }
        System.exit(0); // Standard input has ended: so has the test.
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set");
        }
        return value;
    }

    private JsonObject answer(String request) {
        var reply = new JsonObject();
        try {
            reply.add("value", value(JsonParser.parseString(request).getAsJsonObject()));
        } catch (Exception e) { // Whatever it is, the test wants to hear of it.
            reply.addProperty("error", e.toString());
        }
        return reply;
    }

    private JsonElement value(JsonObject request) throws Exception {
        String what = request.get("do").getAsString();
        return switch (what) {
            case "initialise" -> initialise(isAsked(request, "analytics"));
            case "evaluate" -> evaluate(request);
            case "changes" -> changes();
            case "close" -> close();
            default -> throw new IllegalArgumentException("nothing is called " + what);
        };
    }

    private static boolean isAsked(JsonObject request, String option) {
        return request.has(option) && request.get(option).getAsBoolean();
    }

    private JsonElement initialise(boolean analytics) throws Exception {
        var connector =
                new HarnessConnector(
                        key, HarnessConfig.builder().configUrl(relay).eventUrl(relay).build());
        var settings =
                BaseConfig.builder()
                        .pollIntervalInSeconds(POLL_INTERVAL_SECONDS)
                        .analyticsEnabled(analytics)
                        .build();
        var started = new CfClient(connector, settings);
        client = started;
        started.on(Event.CHANGED, changes::add);
        started.waitForInitialization();
        return new JsonPrimitive(true);
    }

    private JsonElement evaluate(JsonObject request) {
        String kind = request.get("kind").getAsString();
        String flag = request.get("flag").getAsString();
        Target target = target(request.getAsJsonObject("target"));
        JsonElement otherwise = request.get("otherwise");
        CfClient sdk = initialised();
        return switch (kind) {
            case "boolean" ->
                    new JsonPrimitive(sdk.boolVariation(flag, target, otherwise.getAsBoolean()));
            case "string" ->
                    new JsonPrimitive(sdk.stringVariation(flag, target, otherwise.getAsString()));
            case "int" ->
                    new JsonPrimitive(sdk.numberVariation(flag, target, otherwise.getAsDouble()));
            case "json" -> sdk.jsonVariation(flag, target, otherwise.getAsJsonObject());
            default -> throw new IllegalArgumentException("no kind of flag is called " + kind);
        };
    }

    private CfClient initialised() {
        if (client == null) {
            throw new IllegalStateException("not initialised");
        }
        return client;
    }

    private JsonElement close() {
        initialised().close();
        return new JsonPrimitive(true);
    }

    private static Target target(JsonObject json) {
        Map<?, ?> attributes = new Gson().fromJson(json.get("attributes"), Map.class);
        var target =
                Target.builder()
                        .identifier(json.get("identifier").getAsString())
                        .name(json.get("name").getAsString());
        attributes.forEach((name, value) -> target.attribute(String.valueOf(name), value));
        return target.build();
    }

    private JsonArray changes() {
        var array = new JsonArray();
        changes.forEach(array::add);
        return array;
    }
}
