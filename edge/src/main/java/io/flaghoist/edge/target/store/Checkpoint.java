package io.flaghoist.edge.target.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.json.Json;
import java.util.Optional;

/**
 * How far the targets topic of an environment has been written to the store.
 *
 * @param clusterId of the Kafka that it was read from
 * @param topicId of the topic, which a topic created anew does not share
 * @param offset of the next record to read; 0 for the beginning, wherever that is
 * @param at when that was so, epoch milliseconds
 */
record Checkpoint(
        @JsonProperty("clusterId") String clusterId,
        @JsonProperty("topicId") String topicId,
        @JsonProperty("offset") long offset,
        @JsonProperty("at") long at) {

    boolean isOf(String otherCluster, String otherTopic) {
        return clusterId.equals(otherCluster) && topicId.equals(otherTopic);
    }

    byte[] encode() {
        return Json.write(this);
    }

    /** Empty when the bytes are not what {@link #encode} makes. */
    static Optional<Checkpoint> decode(byte[] bytes) {
        try {
            Checkpoint progress = Json.read(bytes, Checkpoint.class);
            boolean whole = progress.clusterId() != null && progress.topicId() != null;
            return whole ? Optional.of(progress) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
