package io.flaghoist.simulator.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.simulator.state.Json;
import java.util.Map;

/** The response to a request. */
public sealed interface SimulatedResponse {
    /** A complete response; {@code bytes} may be shared and is not modified. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; shared on purpose
    record Body(int status, Map<String, String> headers, byte[] bytes)
            implements SimulatedResponse {
        public Body {
            headers = Map.copyOf(headers);
        }
    }

    /** A stream of an environment's events. */
    record Stream(String environment) implements SimulatedResponse {}

    /** No response at all: the connection is reset. */
    record Reset() implements SimulatedResponse {}

    /** 200 with JSON. */
    static SimulatedResponse ok(JsonNode json) {
        return ok(Json.bytes(json));
    }

    /** 200 with JSON that is already encoded. */
    static SimulatedResponse ok(byte[] json) {
        return new Body(200, Map.of(), json);
    }

    /** A status with JSON. */
    static SimulatedResponse of(int status, JsonNode json) {
        return new Body(status, Map.of(), Json.bytes(json));
    }

    /** 204. */
    static SimulatedResponse nothing() {
        return new Body(204, Map.of(), new byte[0]);
    }

    /** SaaS's error body. The code is a string: the Go SDK cannot read a number. */
    static SimulatedResponse error(int status, String message) {
        return of(
                status, Json.object().put("code", String.valueOf(status)).put("message", message));
    }
}
