package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.log.CommittedReader.EndNotReachedException;
import io.flaghoist.log.KafkaWords;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads topics of environments before they are written to, a limited number of environments at the
 * same time: many start together.
 */
final class TopicOpener {
    /** Takes ownership of an environment's shard and reads its topics. */
    interface Reading<T> {
        T read()
                throws LogUnavailableException,
                        InterruptedException,
                        ExecutionException,
                        TimeoutException;
    }

    private final KafkaDependencies kafka;
    private final Semaphore readers;

    TopicOpener(KafkaDependencies kafka, int maxReaders) {
        this.kafka = kafka;
        this.readers = new Semaphore(maxReaders);
    }

    /** Creates and checks the topics, then reads them. */
    <T> T open(List<TopicSpec> topics, Reading<T> reading)
            throws LogUnavailableException, InterruptedException {
        if (!readers.tryAcquire(kafka.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            throw LogUnavailableException.unavailable("other environments are read first");
        }
        try {
            switch (kafka.topics().ensure(topics)) {
                case TopicKeeper.Result.Ready() -> {}
                case TopicKeeper.Result.Faulty(var faults) ->
                        throw LogUnavailableException.refused(String.join("; ", faults));
                case TopicKeeper.Result.Unavailable(var reason) ->
                        throw LogUnavailableException.unavailable(reason);
            }
            return reading.read();
        } catch (EndNotReachedException e) {
            throw LogUnavailableException.unavailable(KafkaWords.of(e) + openTransactions(topics));
        } catch (InterruptException e) {
            throw new InterruptedException(); // the calling loop is being ended
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw LogUnavailableException.unavailable(KafkaWords.of(e));
        } finally {
            readers.release();
        }
    }

    /** A hanging transaction hides all that comes after it. */
    private String openTransactions(List<TopicSpec> topics) {
        List<TopicPartition> partitions =
                topics.stream().map(topic -> new TopicPartition(topic.name(), 0)).toList();
        return kafka.leftOpen().told(partitions).map(told -> "; " + told).orElse("");
    }
}
