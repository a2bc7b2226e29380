package io.flaghoist.edge.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.schemas.wire.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A target as a token carries it: JSON, deflated, in base64url, so that any edge can evaluate for
 * it without having heard of it. Its characters survive in the payload of a token whatever alphabet
 * the SDK decodes that with (sdk-clients.md, 1).
 */
public final class TargetClaim {
    /** The name of the claim. */
    public static final String NAME = "target";

    /** Longest JSON that is put into a token, in bytes; deflated it may be much shorter. */
    private static final int MAX_JSON = 16 * 1024;

    private TargetClaim() {}

    /** The claim's value; empty when the target is too large for any token. */
    public static Optional<String> write(Target target) {
        ObjectNode json = Json.object();
        json.put("identifier", target.identifier());
        json.put("name", target.name());
        if (target.attributes() != null) {
            ObjectNode attributes = json.putObject("attributes");
            target.attributes().forEach(attributes::set);
        }
        byte[] bytes = Json.write(json);
        return bytes.length > MAX_JSON ? Optional.empty() : Optional.of(deflate(bytes));
    }

    /** The target of a claim's value; null when it is not of our making. */
    public static @Nullable EvaluationTarget read(String claim) {
        try {
            byte[] json = inflate(Base64.getUrlDecoder().decode(claim));
            return json.length > MAX_JSON
                    ? null
                    : EvaluationTarget.of(JsonZone.UNTRUSTED.read(json, Target.class));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            return null; // not deflated
        }
    }

    private static String deflate(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length / 2);
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
                var deflating = new DeflaterOutputStream(out, deflater)) {
            deflating.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    /** One byte more than is allowed at most. */
    private static byte[] inflate(byte[] deflated) throws IOException {
        try (var inflater = new Inflater(true);
                var inflating =
                        new InflaterInputStream(new ByteArrayInputStream(deflated), inflater)) {
            return inflating.readNBytes(MAX_JSON + 1);
        }
    }
}
