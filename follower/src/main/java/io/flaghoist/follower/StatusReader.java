package io.flaghoist.follower;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what ingests say of themselves. Confined to the follower's thread, except where it says
 * otherwise.
 */
final class StatusReader {
    private final TopicPartition partition;
    private final Quarantine quarantine;
    private final Map<EnvironmentId, Heard> heard = new HashMap<>();
    private final Set<String> unsettledNodes = ConcurrentHashMap.newKeySet();
    private long liveFrom = Long.MAX_VALUE;

    /**
     * @param isLive false for what was said before this follower began to listen
     */
    record Heard(IngestStatus.OfEnvironment status, boolean isLive) {}

    StatusReader(TopicPartition partition, Quarantine quarantine) {
        this.partition = partition;
        this.quarantine = quarantine;
    }

    TopicPartition partition() {
        return partition;
    }

    /** What is at or behind {@code end} is said while this follower listens. */
    void listenFrom(long end) {
        liveFrom = end;
    }

    /**
     * Whether an ingest has yet to publish an environment for the first time. May be asked on any
     * thread.
     */
    boolean anyUnsettled() {
        return !unsettledNodes.isEmpty();
    }

    /** What was last heard of an environment, for one that is met only now. */
    void replay(EnvironmentId environment, BiConsumer<EnvironmentId, Heard> listener) {
        Heard known = heard.get(environment);
        if (known != null) {
            listener.accept(environment, known);
        }
    }

    void take(
            List<ConsumerRecord<byte[], byte[]>> records,
            BiConsumer<EnvironmentId, Heard> listener) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() != null
                    && record.value() != null
                    && IngestStatus.isKey(record.key())) {
                take(record, listener);
            }
        }
    }

    private void take(
            ConsumerRecord<byte[], byte[]> record, BiConsumer<EnvironmentId, Heard> listener) {
        try {
            IngestStatus said = IngestStatus.decode(record.value());
            boolean isLive = record.offset() >= liveFrom;
            if (said.unsettled() > 0) {
                unsettledNodes.add(said.node());
            } else {
                unsettledNodes.remove(said.node());
            }
            for (IngestStatus.OfEnvironment status : said.environments()) {
                take(new EnvironmentId(status.environment()), new Heard(status, isLive), listener);
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            quarantine.add(
                    record.topic(), record.partition(), record.offset(), "it is no ingest status");
        }
    }

    /** A writer that was succeeded may still speak; its epoch tells. */
    private void take(
            EnvironmentId environment, Heard said, BiConsumer<EnvironmentId, Heard> listener) {
        Heard before = heard.get(environment);
        if (before == null || said.status().epoch() >= before.status().epoch()) {
            heard.put(environment, said);
            listener.accept(environment, said);
        }
    }
}
