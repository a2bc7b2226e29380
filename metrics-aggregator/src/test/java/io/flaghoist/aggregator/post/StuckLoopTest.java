package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.Stuck;
import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.log.delivery.EnvironmentProgress;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.KeyResolver;
import io.flaghoist.saas.MetricsService;
import io.flaghoist.saas.Secret;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okhttp3.HttpUrl;
import org.apache.kafka.clients.admin.Admin;
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
        var limits = new Http.Limits(second, second, second, 1);
        var http = new Http("test", limits, STUCK.supervisor());
        var url = HttpUrl.get("http://127.0.0.1:9");
        var client = new ClientService(http, url, "test");
        var retry = new Backoff(second, second);
        var random = new Random(1);
        var clock = Clock.systemUTC();
        try (var posters =
                new Posters(
                        new KeyResolver(
                                "test",
                                new ApiKeys(List.of()),
                                client,
                                retry,
                                random,
                                clock,
                                STUCK.supervisor()),
                        client,
                        new MetricsService(http, url, "test"),
                        kafka.clients("test"),
                        new EnvironmentProgress(STUCK.object(Admin.class), "new-", "old-", second),
                        new TopicCatalogue("test"),
                        retry,
                        random,
                        new AggregatorMetrics(
                                new PrometheusRegistry(), new Rates(System::nanoTime)),
                        clock,
                        STUCK.supervisor(),
                        second)) {
            posters.start();
            var names = EnvironmentNames.unknown(new EnvironmentId("env-1"));
            posters.found(new Token(new Secret("key"), new Secret("token"), names));
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
