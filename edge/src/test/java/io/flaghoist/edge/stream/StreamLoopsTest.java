package io.flaghoist.edge.stream;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.flaghoist.edge.AuthSettings;
import io.flaghoist.edge.BlockedThread;
import io.flaghoist.edge.StreamSettings;
import io.flaghoist.edge.auth.Authentication;
import io.flaghoist.edge.auth.Verdict;
import io.flaghoist.edge.evaluation.Evaluations;
import io.flaghoist.edge.evaluation.Evaluators;
import io.flaghoist.edge.evaluation.FailingFlags;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.evaluation.JsonValues;
import io.flaghoist.follower.Environments;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.fixture.LogFixture;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamLoopsTest {
    private final AtomicLong later = new AtomicLong();
    private final EdgeMeters meters = new EdgeMeters();
    private final Supervisor supervisor =
            new Supervisor(
                    meters.registry(), Clock.systemUTC(), () -> System.nanoTime() + later.get());
    private final Environments environments = new Environments();
    private final LogFixture log = LogFixture.log("e").serverKey("key").complete();
    private final Authentication authentication =
            new Authentication(
                    AuthSettings.of("a-secret-for-tests-that-is-long-enough"),
                    InstantSource.system(),
                    _ -> false,
                    meters.json());
    private final SdkStreams streams =
            new SdkStreams(
                    supervisor,
                    new StreamSettings(
                            Duration.milliseconds(200), null, 0, 0, 0, null, 0, null, false),
                    environments,
                    meters.meters(),
                    new SdkStreams.ClientSide(
                            new Evaluators(environments),
                            new Evaluations(
                                    JsonValues.ENCODED,
                                    new FailingFlags(
                                            environments,
                                            meters.evaluations(),
                                            InstantSource.system()),
                                    meters.evaluations()),
                            meters.evaluations()),
                    () -> false,
                    InstantSource.system());

    @AfterEach
    void stop() {
        streams.stop();
    }

    private void follow() {
        EnvironmentImage now = environments.image(log.environment());
        EnvironmentImage base = now == null ? EnvironmentImage.empty(log.environment()) : now;
        environments.advance(base, log.delta(base));
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge-fan-out", "edge-heartbeats", "edge-stream-gaps"})
    void a_thread_that_hangs_in_a_write_is_told(String thread) throws Exception {
        environments.listen(authentication.keys());
        environments.listen(streams);
        follow();
        streams.start();
        try (var blocked = new BlockedThread(thread)) {
            // Of an SDK that does not say what it is events keep away from heartbeats.
            String sdk = thread.equals("edge-stream-gaps") ? null : "Java 1 Server";
            open(StreamClient.of(sdk, KeyType.SERVER, null), new BlockingOutlet(blocked));
            follow(log.flag(flag("f").version(1)));

            await().until(blocked::hasArrived);
            later.addAndGet(java.time.Duration.ofMinutes(2).toNanos());

            await().untilAsserted(() ->
                    assertThat(supervisor.problems())
                            .extracting(Problem::what)
                            .anyMatch(
                                    what -> what.contains(thread) && what.contains("no progress")));
        }
    }

    private void follow(LogFixture ignored) {
        assertThat(ignored).isSameAs(log);
        follow();
    }

    private void open(StreamClient client, StreamConnection outlet) {
        if (!(authentication.ofApiKey("key") instanceof Verdict.Granted(var grant, _))) {
            throw new IllegalStateException("the key is not here");
        }
        assertThat(streams.reserve(HashedApiKey.of("key"))).isEqualTo(Admission.ADMITTED);
        var _ = streams.open(grant, client, OptionalLong.empty(), outlet, () -> true);
    }

    private record BlockingOutlet(BlockedThread blocked) implements StreamConnection {
        @Override
        public void write(ByteBuffer bytes, Callback written) {
            blocked.here();
            written.succeeded();
        }

        @Override
        public void end() {}

        @Override
        public void cut() {}

        @Override
        public void failed(Throwable cause) {}
    }
}
