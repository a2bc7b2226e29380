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
 * A target in a token: JSON, deflated, in base64url, so that any edge can evaluate for it. Its
 * characters are valid in both base64 alphabets with which SDKs decode a token (sdk-clients.md, 1).
 */
public final class TargetClaim {
    /** The name of the claim. */
    public static final String NAME = "target";

    /** Maximum size of the JSON, in bytes; deflated it may be much smaller. */
    private static final int MAX_JSON = 16 * 1024;

    private TargetClaim() {}

    /** The claim's value; empty if the target is too large. */
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

    /** The target of a claim; null if it is invalid. */
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

    /** Reads at most one byte more than allowed. */
    private static byte[] inflate(byte[] deflated) throws IOException {
        try (var inflater = new Inflater(true);
                var inflating =
                        new InflaterInputStream(new ByteArrayInputStream(deflated), inflater)) {
            return inflating.readNBytes(MAX_JSON + 1);
        }
    }
}
