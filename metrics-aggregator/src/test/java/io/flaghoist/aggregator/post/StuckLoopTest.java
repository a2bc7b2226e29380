package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.Stuck;
import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    private static final Stuck STUCK = new Stuck();

    @Test
    void the_posting_of_metrics() throws Exception {
        var second = Duration.ofSeconds(1);
        var kafka =
                new KafkaSettings(
                        "127.0.0.1:9",
                        null,
                        null,
                        null,
                        null,
                        Map.of("interceptor.classes", StuckClient.class.getName()));
        var tools =
                new EnvironmentPoster.Tools(
                        kafka.clients("test"),
                        new TopicCatalogue("test").metricsBatches(),
                        _ -> {},
                        Runnable::run,
                        STUCK.supervisor(),
                        new Backoff(second, second),
                        new Random(1),
                        new AggregatorMetrics(
                                new PrometheusRegistry(), new Rates(System::nanoTime)),
                        Clock.systemUTC(),
                        second);
        try (var poster =
                new EnvironmentPoster(
                        new EnvironmentId("env-1"), _ -> new Endpoint.Outcome.Accepted(), tools)) {
            poster.start();
            STUCK.isToldOf("aggregator-post", Duration.ofMinutes(1));
        }
    }

    /** A part of Kafka's client that does not come back from the client's beginning. */
    public static final class StuckClient implements ConsumerInterceptor<byte[], byte[]> {
        @Override
        public void configure(Map<String, ?> settings) {
            throw STUCK.call();
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}
    }
}
