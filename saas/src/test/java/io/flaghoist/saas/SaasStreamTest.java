package io.flaghoist.saas;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.wire.StreamNotice;
import io.flaghoist.service.Supervisor;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SaasStreamTest {
    private final Simulator simulator = new Simulator(SimulatorSettings.defaults().withPort(0));
    private final Recorder seen = new Recorder();
    private final Http http = http(Duration.ofSeconds(30));

    /** What a stream reports, in order; heartbeats are only counted. */
    private static final class Recorder implements StreamListener {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final AtomicInteger reads = new AtomicInteger();

        @Override
        public void opened() {
            events.add("opened");
        }

        @Override
        public void notice(StreamNotice notice) {
            events.add("%s %s".formatted(notice.event(), notice.identifier()));
        }

        @Override
        public void unreadableNotice() {
            events.add("unreadable");
        }

        @Override
        public void received() {
            reads.incrementAndGet();
        }

        @Override
        public void waits() {}

        @Override
        public void ended(String reason, boolean credentialsRefused) {
            events.add("ended, credentials refused: %s, %s".formatted(credentialsRefused, reason));
        }

        String next() throws InterruptedException {
            return Objects.requireNonNullElse(events.poll(30, TimeUnit.SECONDS), "nothing");
        }
    }

    private static Http http(Duration mute) {
        var limit = Duration.ofSeconds(10);
        return new Http(
                "test", new Http.Limits(limit, limit, mute, 1_000_000), Supervisor.unobserved());
    }

    @BeforeEach
    void start() throws Exception {
        simulator.start();
    }

    @AfterEach
    void stop() {
        http.close();
        simulator.close();
    }

    private SaasStream open(Http with, String bearer) {
        var client =
                new ClientService(with, HttpUrl.get(simulator.clientService().toString()), "9.9");
        Token token =
                switch (client.authenticate(new Secret("sample-server-key"))) {
                    case Answer.Fetched<Token>(var given) -> given;
                    case Answer.Failed<Token> failed -> throw new AssertionError(failed.words());
                };
        return client.openStream(
                bearer.isEmpty()
                        ? token
                        : new Token(token.key(), new Secret(bearer), token.names()),
                seen);
    }

    @Test
    void changes_are_reported_and_so_is_the_end() throws Exception {
        try (var _ = open(http, "")) {
            assertThat(seen.next()).isEqualTo("opened");
            simulator
                    .state()
                    .environment(ScriptedSaas.ENVIRONMENT)
                    .toggle("dark_mode", io.flaghoist.simulator.state.EventDelivery.SENT);
            assertThat(seen.next()).isEqualTo("patch dark_mode");
            assertThat(seen.reads).hasPositiveValue();

            simulator.close();
            assertThat(seen.next()).startsWith("ended, credentials refused: false");
        }
        assertThat(seen.events).isEmpty();
    }

    @Test
    void a_refused_token_is_reported_as_such() throws Exception {
        try (var _ = open(http, ScriptedSaas.bearer("another"))) {
            assertThat(seen.next()).startsWith("ended, credentials refused: true");
        }
    }

    @Test
    void a_stream_without_a_byte_for_the_mute_timeout_ends() throws Exception {
        try (Http impatient = http(Duration.ofMillis(200));
                var _ = open(impatient, "")) {
            assertThat(seen.next()).isEqualTo("opened");
            assertThat(seen.next()).startsWith("ended, credentials refused: false");
        }
    }

    @Test
    void nothing_is_reported_after_it_is_closed() throws Exception {
        SaasStream stream = open(http, "");
        assertThat(seen.next()).isEqualTo("opened");

        stream.close();
        http.close(); // waits for the stream's thread

        assertThat(seen.events).isEmpty();
    }
}
