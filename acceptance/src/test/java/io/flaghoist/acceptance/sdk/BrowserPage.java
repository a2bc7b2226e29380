package io.flaghoist.acceptance.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** One page of a {@link Browser}, and the browser SDK on it. */
public final class BrowserPage implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final JsonProcess browser;
    private final int number;

    BrowserPage(JsonProcess browser, int number) {
        this.browser = browser;
        this.number = number;
    }

    /**
     * Tells the SDK to connect and returns at once.
     *
     * @param relay base URL
     * @param options of the SDK, beside its URLs
     */
    public void initialise(URI relay, String key, SdkTarget target, ObjectNode options) {
        ObjectNode all = options.deepCopy();
        all.put("baseUrl", relay.toString()).put("eventUrl", relay.toString());
        if (!all.has("enableAnalytics")) {
            all.put("enableAnalytics", false); // Most scenarios count requests, and none of these.
        }
        ObjectNode start = Json.object().put("key", key);
        start.set("target", target.json());
        start.set("options", all);
        var _ = evaluate("start(" + start + ")");
    }

    /** What the SDK has said so far, in order: {@code ready}, {@code connected}, … */
    public List<String> events() {
        return texts("seen.map(it => it.event)");
    }

    /** The flags of which the SDK has said that they changed, in order, with repetitions. */
    public List<String> changes() {
        return texts("seen.filter(it => it.event === 'changed').map(it => it.flag)");
    }

    /**
     * A flag as the SDK holds it: {@code {"type":"boolean","value":true}}, with the type that it
     * has in JavaScript; of type {@code absent} when the SDK has none.
     */
    public JsonNode held(String flag) {
        return evaluate("held(" + TextNode.valueOf(flag) + ")");
    }

    /** The value of an expression on the page. */
    public JsonNode evaluate(String expression) {
        return ask(Json.object().put("do", "evaluate").put("expression", expression));
    }

    /** The value of an expression that is an array of texts. */
    public List<String> texts(String expression) {
        return texts(evaluate(expression));
    }

    /** What the page has asked for so far, in order: {@code GET http://…}; without preflights. */
    public List<String> requests() {
        return texts(ask(Json.object().put("do", "requests")));
    }

    /** What stands on the console, each line with its level before it. */
    public List<String> console() {
        return texts(ask(Json.object().put("do", "console")));
    }

    /** Moves the page's clock on; whatever falls due happens. */
    public void pass(Duration time) {
        var _ = ask(Json.object().put("do", "pass").put("ms", time.toMillis()));
    }

    private JsonNode ask(ObjectNode request) {
        return browser.ask(request.put("page", number), ANSWER_TIMEOUT);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    /** Leaves the page; its connections end. */
    @Override
    public void close() {
        var _ = ask(Json.object().put("do", "close"));
    }

    @Override
    public String toString() {
        return "page " + number;
    }
}
