package io.flaghoist.saas;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.service.Supervisor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class KeyResolverTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Supervisor supervisor =
            new Supervisor(new PrometheusRegistry(), Clock.systemUTC(), nanos::get);

    @Test
    void a_search_that_stands_still_is_told_once_its_deadline_is_over() throws Exception {
        var called = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var second = Duration.ofSeconds(1);
        var listener =
                new KeyResolver.Listener() {
                    @Override
                    public void found(Token token) {}

                    @Override
                    public void settled() {}

                    @Override
                    public void failed(Secret key, Failure why) {
                        called.countDown();
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        try (var http =
                        new Http(
                                "test",
                                new Http.Limits(second, second, second, 1_000),
                                supervisor);
                var resolver =
                        new KeyResolver(
                                "test",
                                ApiKeys.of("a-key"),
                                new ClientService(http, HttpUrl.get("http://127.0.0.1:9"), "test"),
                                new Backoff(second, second),
                                new Random(1),
                                Clock.systemUTC(),
                                supervisor)) {
            resolver.start(listener);
            assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(supervisor.problems()).isEmpty();

            nanos.addAndGet(Duration.ofMinutes(6).toNanos());

            assertThat(supervisor.problems())
                    .anySatisfy(it ->
                            assertThat(it.what()).contains("test-api-key").contains("no progress"));
        }
    }
}
