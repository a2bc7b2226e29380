package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON from upstream, with higher limits than {@link Json}, because all documents of an environment
 * come in one list, and one beyond the limits must not affect the others. The canonical shape
 * enforces the limits of {@link Json}. Of duplicate fields the last one counts, as in the reference
 * evaluator. Thread-safe.
 */
public final class UpstreamJson {
    private static final int MAX_DEPTH = 1000;
    private static final int MAX_STRING = 64 << 20;
    private static final int MAX_NUMBER = 4096;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxStringLength(MAX_STRING)
                                                    .maxNameLength(MAX_STRING)
                                                    .maxNumberLength(MAX_NUMBER)
                                                    .build())
                                    .build())
                    .addModule(TreeReader.module())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private UpstreamJson() {}

    /**
     * Reads one JSON value.
     *
     * @throws JsonProcessingException when the bytes are not JSON
     */
    public static JsonNode read(byte[] bytes) throws JsonProcessingException {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }
}
