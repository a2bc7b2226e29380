package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class StuckLoopsTest {
    private final Stuck stuck = new Stuck();
    private final Clock clock = Clock.systemUTC();

    @Test
    void the_writer_of_a_shard() throws Exception {
        var producer = new CommitsNothing();
        try (var writer = new ShardWriter("shard-0", new Beats("freshness", 0), tools(producer))) {
            writer.beats().add(new FakePulse());
            var _ = writer.own();
            writer.start();
            stuck.isToldOf("ingest-shard-writer", Duration.ofMinutes(2));
            producer.thread.interrupt();
        }
    }

    @Test
    void the_watch_over_config_topics() throws Exception {
        var settings = new KafkaSettings("127.0.0.1:1", "test", 1, null, null, null);
        try (var watch =
                new LogWatch(
                        settings.clients("test"),
                        stuck.object(Admin.class),
                        new TopicCatalogue("test"),
                        clock,
                        System::nanoTime,
                        stuck.supervisor())) {
            watch.follow(new FakePulse(), 0);
            watch.start();
            stuck.isToldOf("ingest-log-watch", Duration.ofMinutes(1));
        }
    }

    private ShardDependencies tools(Producer<byte[], byte[]> producer) {
        return new ShardDependencies(
                () -> producer,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                clock,
                System::nanoTime,
                (_, _) -> {},
                new KafkaContact(clock, System::nanoTime),
                stuck.supervisor());
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
