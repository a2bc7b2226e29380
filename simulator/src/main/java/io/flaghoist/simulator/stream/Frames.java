package io.flaghoist.simulator.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.state.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The bytes of a stream, exactly as SaaS sends them. */
final class Frames {
    private static final ByteBuffer HEARTBEAT = ascii(":\n\n");
    private static final byte[] HEAD = "event: *\ndata: ".getBytes(StandardCharsets.US_ASCII);

    private Frames() {}

    /** A comment without text, the only kind that the Go SDK counts as a sign of life. */
    static ByteBuffer heartbeat() {
        return HEARTBEAT;
    }

    /**
     * One event.
     *
     * @param event {@code create}, {@code patch} or {@code delete}
     * @param domain {@code flag} or {@code target-segment}
     */
    static ByteBuffer event(String event, String domain, String identifier, long version) {
        return frame(data(event, domain, identifier, version));
    }

    /** The same event for a proxy key's stream, which names the environment. */
    static ByteBuffer event(
            String event, String domain, String identifier, long version, String environment) {
        return frame(data(event, domain, identifier, version).put("environment", environment));
    }

    /**
     * An event on what a proxy key opens.
     *
     * @param event {@code environmentsAdded}, {@code environmentsRemoved}, {@code apiKeyAdded} or
     *     {@code apiKeyRemoved}
     * @param keySha256 of the SDK key; null when it is not about one
     */
    static ByteBuffer proxyEvent(String event, String environment, @Nullable String keySha256) {
        var data = Json.object().put("event", event).put("domain", "proxy");
        data.putArray("environments").add(environment);
        if (keySha256 != null) {
            data.put("apiKey", keySha256);
        }
        return frame(data);
    }

    private static ObjectNode data(String event, String domain, String identifier, long version) {
        return Json.object()
                .put("event", event)
                .put("domain", domain)
                .put("identifier", identifier)
                .put("version", version);
    }

    private static ByteBuffer frame(ObjectNode data) {
        var bytes = new ByteArrayOutputStream(160);
        bytes.writeBytes(HEAD);
        bytes.writeBytes(Json.asciiBytes(data));
        bytes.write('\n');
        bytes.write('\n');
        return ByteBuffer.wrap(bytes.toByteArray()).asReadOnlyBuffer();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
    }
}
