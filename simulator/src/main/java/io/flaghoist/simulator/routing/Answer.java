package io.flaghoist.simulator.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.simulator.state.Json;
import java.util.Map;

/** What a request gets. */
public sealed interface Answer {
    /** A complete response; {@code bytes} may be shared and is not modified. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; shared on purpose
    record Body(int status, Map<String, String> headers, byte[] bytes) implements Answer {
        public Body {
            headers = Map.copyOf(headers);
        }
    }

    /** A stream of an environment's events. */
    record Stream(String environment) implements Answer {}

    /** No response at all: the connection is reset. */
    record Reset() implements Answer {}

    /** 200 with JSON. */
    static Answer ok(JsonNode json) {
        return ok(Json.bytes(json));
    }

    /** 200 with JSON that is already encoded. */
    static Answer ok(byte[] json) {
        return new Body(200, Map.of(), json);
    }

    /** A status with JSON. */
    static Answer of(int status, JsonNode json) {
        return new Body(status, Map.of(), Json.bytes(json));
    }

    /** 204. */
    static Answer nothing() {
        return new Body(204, Map.of(), new byte[0]);
    }

    /** SaaS's error body. The code is a string: the Go SDK cannot read a number. */
    static Answer error(int status, String message) {
        return of(
                status, Json.object().put("code", String.valueOf(status)).put("message", message));
    }
}
