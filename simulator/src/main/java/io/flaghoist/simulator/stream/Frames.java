package io.flaghoist.simulator.stream;

import io.flaghoist.simulator.state.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

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
        var data =
                Json.object()
                        .put("event", event)
                        .put("domain", domain)
                        .put("identifier", identifier)
                        .put("version", version);
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
