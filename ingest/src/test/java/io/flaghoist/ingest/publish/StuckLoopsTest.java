package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.kafka.TestKafka;
import java.time.Duration;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class StuckLoopsTest {
    private final Stuck stuck = new Stuck();
    private final KafkaDependencies kafka = TestKafka.stuck(stuck);

    @Test
    void the_writer_of_a_shard() throws Exception {
        var producer = new CommitsNothing();
        try (var writer =
                new ShardWriter(
                        "shard-0", () -> producer, new ShardHeartbeats("freshness", 0), kafka)) {
            writer.heartbeats().add(new FakeOwner());
            var _ = writer.own();
            writer.start();
            stuck.isToldOf("ingest-shard-writer", Duration.ofMinutes(2));
            producer.thread.interrupt();
        }
    }

    @Test
    void the_watch_over_config_topics() throws Exception {
        try (var watch = new LogWatch(kafka)) {
            watch.follow(new FakeOwner(), 0);
            watch.start();
            stuck.isToldOf("ingest-log-watch", Duration.ofMinutes(1));
        }
    }

    private final class CommitsNothing extends MockProducer<byte[], byte[]> {
        private volatile Thread thread = Thread.currentThread();

        CommitsNothing() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void commitTransaction() {
            thread = Thread.currentThread();
            throw stuck.call();
        }
    }
}
