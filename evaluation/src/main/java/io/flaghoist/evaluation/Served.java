package io.flaghoist.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.flaghoist.schemas.json.AsciiJson;
import io.flaghoist.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A variation of a flag, one object shared by all targets, with its wire form encoded once.
 * Immutable for callers; thread-safe.
 */
@JsonPropertyOrder({"flag", "identifier", "kind", "value"})
public final class Served implements Evaluation {
    private final String flag;
    private final String kind;
    private final String identifier;
    private final String value;
    // Two threads may both encode; the bytes are the same.
    private volatile byte @Nullable [] encoded;
    private volatile byte @Nullable [] verbatim;

    /**
     * @param kind {@code boolean}, {@code int}, {@code string} or {@code json}
     * @param identifier the variation's
     * @param value always text
     */
    public Served(String flag, String kind, String identifier, String value) {
        this.flag = flag;
        this.kind = kind;
        this.identifier = identifier;
        this.value = value;
    }

    @Override
    @JsonProperty
    public String flag() {
        return flag;
    }

    @JsonProperty
    public String kind() {
        return kind;
    }

    /** The variation's identifier. */
    @JsonProperty
    public String identifier() {
        return identifier;
    }

    @JsonProperty
    public String value() {
        return value;
    }

    /**
     * The Evaluation that client SDKs read (relay-protocol.md, F.4), as ASCII JSON: the same bytes
     * go into lists and into stream events. Do not write to it.
     */
    public byte[] wire(JsonValues form) {
        boolean isEncoded = form == JsonValues.ENCODED && kind.equals("json");
        byte[] present = isEncoded ? encoded : verbatim;
        return present == null ? encode(isEncoded) : present;
    }

    private byte[] encode(boolean isEncoded) {
        var json = new EvaluationJson(flag, identifier, kind, isEncoded ? literal(value) : value);
        byte[] bytes = AsciiJson.write(json).getBytes(StandardCharsets.US_ASCII);
        if (isEncoded) {
            encoded = bytes;
        } else {
            verbatim = bytes;
        }
        return bytes;
    }

    private static String literal(String text) {
        return new String(Json.write(text), StandardCharsets.UTF_8);
    }

    private record EvaluationJson(String flag, String identifier, String kind, String value) {}

    @Override
    public boolean equals(Object other) {
        return other instanceof Served served
                && flag.equals(served.flag)
                && kind.equals(served.kind)
                && identifier.equals(served.identifier)
                && value.equals(served.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(flag, kind, identifier, value);
    }

    @Override
    public String toString() {
        return "Served[%s, %s, %s, %s]".formatted(flag, kind, identifier, value);
    }
}
