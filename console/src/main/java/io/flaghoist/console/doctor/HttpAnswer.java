package io.flaghoist.console.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.flaghoist.schemas.json.JsonZone;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer to a request.
 *
 * @param status 0 without an answer
 * @param sent when the request began, by our clock
 * @param received when the head of the answer had arrived
 * @param took until the body was read
 * @param failure why there is no answer; empty where there is one
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
record HttpAnswer(
        int status,
        HttpHeaders headers,
        byte[] body,
        Instant sent,
        Instant received,
        Duration took,
        String failure) {
    /** As much as ingest accepts by default. */
    static final int MAX_BODY = 64 << 20;

    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final List<String> TRACES =
            List.of(
                    "Via",
                    "X-Cache",
                    "X-Cache-Status",
                    "X-Served-By",
                    "X-Envoy-Upstream-Service-Time",
                    "CF-Ray",
                    "Server");

    boolean isMissing() {
        return status == 0;
    }

    boolean isSlow() {
        return took.compareTo(SLOW) > 0;
    }

    /** The body; a missing node where it is not JSON. */
    JsonNode json() {
        try {
            return JsonZone.UPSTREAM.read(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** The token of an authentication that succeeded. */
    Optional<TokenClaims> claims() {
        return status == 200 ? TokenClaims.of(json()) : Optional.empty();
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** Traces of proxies, as {@code Via: 1.1 squid, Server: nginx}; empty when there are none. */
    static String traces(HttpHeaders headers) {
        return TRACES.stream()
                .filter(name -> headers.firstValue(name).isPresent())
                .map(name -> name + ": " + printable(headers.firstValue(name).orElse("")))
                .collect(Collectors.joining(", "));
    }

    /** The same in parentheses, for a sentence. */
    static String via(HttpHeaders headers) {
        String traces = traces(headers);
        return traces.isEmpty() ? "" : " (" + traces + ")";
    }

    private static String printable(String text) {
        return Format.atMost(80, text.replaceAll("[^ -~]", "?"));
    }

    /** Whether the answer came out of a cache, which must not hold any of ours. */
    boolean isCached() {
        return header("X-Cache").contains("HIT")
                || header("X-Cache-Status").equals("HIT")
                || !(header("Age").isEmpty() || header("Age").equals("0"));
    }

    /** For texts of {@link Report}. */
    Map<String, Object> values() {
        var values = new HashMap<String, Object>();
        values.put("status", status);
        values.put("took", took);
        values.put("failure", failure);
        values.put("via", via(headers));
        values.put("traces", traces(headers));
        values.put("type", headers.firstValue("Content-Type").orElse("none"));
        values.put("message", Format.atMost(200, json().path("message").asText("no reason given")));
        values.put("flags", Format.count(json().size(), "flag"));
        values.put("bytes", body.length);
        claims().ifPresent(it -> {
            values.put("environment", it.environment());
            values.put("environmentName", it.names().environmentIdentifier());
        });
        return values;
    }
}
