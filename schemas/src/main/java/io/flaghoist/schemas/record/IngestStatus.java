package io.flaghoist.schemas.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The status of an ingest, written every few seconds to the status topic under the key {@code
 * ingest/<node>}. Edges display it.
 *
 * @param node the ingest's name
 * @param unsettled number of upstream connections (SDK keys, proxy keys) without a complete
 *     environment in the log; while there are any, an SDK key unknown to edges may still be valid
 * @param at when it was sent, ISO 8601 by the ingest's clock; for display
 */
public record IngestStatus(
        String node, String at, int unsettled, List<OfEnvironment> environments) {

    /** The state of an environment's upstream. */
    public enum Upstream {
        /** No complete read yet since this ingest started. */
        @JsonProperty("connecting")
        CONNECTING,
        /** The upstream stream is open and its changes are in the log. */
        @JsonProperty("streaming")
        STREAMING,
        /** Polls keep the log up to date: configured, or because the stream is down. */
        @JsonProperty("polling")
        POLLING,
        /** Upstream is unreachable or refuses the keys. */
        @JsonProperty("down")
        DOWN
    }

    /**
     * The state of one environment.
     *
     * @param liveKeys number of documents of the environment
     * @param digest {@link io.flaghoist.schemas.image.LiveDigest#text()} over them
     * @param since when {@code upstream} was entered, epoch milliseconds
     * @param lastReconcileAt when the last full read was in the log, epoch milliseconds; 0 before
     *     the first
     * @param refused documents that could not be converted: at most the first hundred
     * @param historyHash {@link HistoryCodec#chainHash} of the last record of the history, so that
     *     changes of that record, which no later record covers yet, are detected; empty for older
     *     ingests, and before the log was read
     */
    public record OfEnvironment(
            String environment,
            long epoch,
            long revision,
            int liveKeys,
            String digest,
            Upstream upstream,
            long since,
            long lastReconcileAt,
            List<RefusedDocument> refused,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String historyHash) {
        public OfEnvironment {
            refused = refused == null ? List.of() : List.copyOf(refused);
            historyHash = historyHash == null ? "" : historyHash;
        }
    }

    /** A document that cannot be served to every SDK, with the reason. */
    public record RefusedDocument(String domain, String identifier, String reason) {}

    private static final String KEY_START = "ingest/";

    public IngestStatus {
        environments = environments == null ? List.of() : List.copyOf(environments);
    }

    /** The record on the status topic. */
    public LogRecord encode() {
        return new LogRecord(
                (KEY_START + node).getBytes(StandardCharsets.UTF_8),
                Json.write(this),
                Map.of(Headers.SCHEMA_VERSION, Headers.bytes(Headers.CURRENT_SCHEMA_VERSION)));
    }

    /** Whether a record of the status topic with this key is one of these. */
    public static boolean isKey(byte[] key) {
        return new String(key, StandardCharsets.UTF_8).startsWith(KEY_START);
    }

    /**
     * Reads a record's value.
     *
     * @throws JsonProcessingException when it is no ingest status
     */
    public static IngestStatus decode(byte[] value) throws JsonProcessingException {
        return Json.read(value, IngestStatus.class);
    }
}
