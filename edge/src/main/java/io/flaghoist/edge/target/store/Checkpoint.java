package io.flaghoist.edge.target.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.json.Json;
import java.util.Optional;

/**
 * The checkpoint of an environment's targets topic in the store.
 *
 * @param clusterId of the Kafka cluster
 * @param topicId of the topic, which changes when it is created again
 * @param offset of the next record to read
 * @param at time of the checkpoint, epoch milliseconds
 */
record Checkpoint(
        @JsonProperty("clusterId") String clusterId,
        @JsonProperty("topicId") String topicId,
        @JsonProperty("offset") long offset,
        @JsonProperty("at") long at) {

    boolean isOf(String otherCluster, String otherTopic) {
        return clusterId.equals(otherCluster) && topicId.equals(otherTopic);
    }

    Checkpoint moved(long newOffset, long newTime) {
        return new Checkpoint(clusterId, topicId, newOffset, newTime);
    }

    byte[] encode() {
        return Json.write(this);
    }

    /** Empty if the bytes are invalid. */
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
