package io.flaghoist.follower;

import static io.flaghoist.follower.Bench.A;
import static io.flaghoist.follower.Bench.B;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.HeartbeatFixture.heartbeat;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every exception that a call to the consumer may throw, at each of these calls: the images at the
 * end are those without faults.
 */
class LogReaderFaultsTest {
    private static final LogFixture LOG_A =
            log(A).serverKey("key")
                    .flag(flag("a"))
                    .flag(flag("b"))
                    .flag(flag("gone"))
                    .complete()
                    .flagRemoved("gone")
                    .flag(flag("a").on().version(2))
                    .flag(flag("c"));
    private static final LogFixture LOG_B = log(B).flag(flag("other")).complete();

    /** After so many calls of a kind nothing new happens. */
    private static final int CALLS = 24;

    record Fault(String call, String name, Supplier<Throwable> throwable, int at, boolean twice) {
        @Override
        public String toString() {
            return "%s at call %d of %s%s".formatted(name, at, call, twice ? ", and again" : "");
        }
    }

    static Stream<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        for (String call : List.of("assign", "seek", "poll", "poll, after reading", "create")) {
            for (Map.Entry<String, Supplier<Throwable>> kind : kinds(call).entrySet()) {
                for (int at = 1; at <= (call.startsWith("poll") ? CALLS : 4); at++) {
                    faults.add(new Fault(call, kind.getKey(), kind.getValue(), at, false));
                    faults.add(new Fault(call, kind.getKey(), kind.getValue(), at, true));
                }
            }
        }
        return faults.stream();
    }

    private static Map<String, Supplier<Throwable>> kinds(String call) {
        Map<String, Supplier<Throwable>> general =
                Map.ofEntries(
                        kind(() -> new IllegalStateException("No current assignment")),
                        kind(() -> new IllegalArgumentException("no such thing")),
                        kind(() -> new KafkaException("Received exception when fetching")),
                        kind(() -> new TimeoutException("within 60000 ms")),
                        kind(() -> new java.util.ConcurrentModificationException("not safe")),
                        kind(() -> new NoClassDefFoundError("gone")));
        if (!call.startsWith("poll")) {
            return general;
        }
        var all = new java.util.HashMap<>(general);
        all.putAll(
                Map.ofEntries(
                        kind(WakeupException::new),
                        kind(() -> new InterruptException("interrupted")),
                        kind(() -> new DisconnectException("gone")),
                        kind(() -> new CorruptRecordException("corrupt")),
                        kind(() -> new SerializationException("bytes")),
                        kind(() -> new InvalidTopicException("invalid")),
                        kind(() -> new UnsupportedVersionException("too old")),
                        kind(() -> new FencedInstanceIdException("fenced")),
                        kind(() -> new SaslAuthenticationException("wrong password")),
                        kind(() -> new AuthorizationException("not allowed")),
                        kind(() -> new ClusterAuthorizationException("not allowed")),
                        kind(() -> new TopicAuthorizationException(Set.of())),
                        kind(() -> new TopicAuthorizationException(Set.of("strange"))),
                        kind(() ->
                                new TopicAuthorizationException(
                                        Set.of(Bench.TOPICS.config(A).name()))),
                        kind(() ->
                                new TopicAuthorizationException(
                                        Set.of(Bench.TOPICS.freshness().name()))),
                        kind(() -> new OffsetOutOfRangeException(Map.of(configOf(), 3L))),
                        kind(() -> new NoOffsetForPartitionException(configOf())),
                        kind(() -> new NoOffsetForPartitionException(statusOf()))));
        return all;
    }

    private static TopicPartition configOf() {
        return new TopicPartition(Bench.TOPICS.config(A).name(), 0);
    }

    private static TopicPartition statusOf() {
        return new TopicPartition(Bench.TOPICS.status().name(), 0);
    }

    private static Map.Entry<String, Supplier<Throwable>> kind(Supplier<Throwable> throwable) {
        Throwable example = throwable.get();
        boolean _ = Thread.interrupted(); // Kafka's own sets it when it is made
        return Map.entry(
                example.getClass().getSimpleName() + ": " + example.getMessage(), throwable);
    }

    @AfterEach
    void nobodyIsLeftInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void the_images_at_the_end_are_those_without_faults(Fault fault) {
        var kafka = new FakeKafka(Bench.TOPICS);
        var calls = new int[1];
        FakeConsumer.Faults faults =
                call -> {
                    if (call.equals(fault.call())) {
                        calls[0]++;
                        if (calls[0] == fault.at()
                                || (fault.twice() && calls[0] == fault.at() + 1)) {
                            sneak(fault.throwable().get());
                        }
                    }
                };
        Supplier<Consumer<byte[], byte[]>> consumers =
                () -> {
                    faults.before("create");
                    return new FakeConsumer(kafka, faults, 2);
                };
        var bench = new Bench(kafka, consumers);
        kafka.create(kafka.config(A));
        kafka.create(kafka.config(B));
        kafka.create(kafka.status());
        kafka.createFreshness();

        bench.write(A, LOG_A.changes().subList(0, 4));
        run(bench);
        bench.write(A, LOG_A.changes().subList(4, 6));
        bench.write(B, LOG_B.changes());
        run(bench);
        bench.write(A, LOG_A.changes().subList(6, 8));
        pass(bench);
        // Before anybody could say that something is missing, and have it read anew.
        assertSame(bench.image(A), LOG_A.image());
        assertSame(bench.image(B), LOG_B.image());

        bench.write(heartbeat(LOG_A.image()).said(bench.clock.instant()).build());
        bench.write(heartbeat(LOG_B.image()).said(bench.clock.instant()).build());
        pass(bench);
        assertSame(bench.image(A), LOG_A.image());
        assertSame(bench.image(B), LOG_B.image());
        assertThat(bench.freshness(A).isStale()).isFalse();
        assertThat(bench.freshness(B).isStale()).isFalse();
        assertThat(bench.followed.catchup().isDone()).isTrue();
        assertThat(bench.reader.problem()).isEmpty();
        assertThat(bench.reader.refusal()).isEmpty();
        assertThat(bench.quarantine.count()).isZero();
    }

    /** So long that what is denied is tried again. */
    private static void pass(Bench bench) {
        for (int second = 0; second < 12; second++) {
            bench.clock.advance(Duration.ofSeconds(1));
            run(bench);
        }
    }

    /** Turns that throw are what their supervisor catches. */
    private static void run(Bench bench) {
        bench.subscription.receive(bench.kafka.view(bench.clock.now()));
        for (int i = 0; i < 8; i++) {
            try {
                bench.reader.turn();
            } catch (RuntimeException | NoClassDefFoundError e) {
                assertThat(e).isNotInstanceOf(KafkaException.class);
            } catch (InterruptedException e) {
                throw new AssertionError("nobody closes", e);
            }
        }
    }

    private static void assertSame(EnvironmentImage actual, EnvironmentImage expected) {
        assertThat(actual.position()).isEqualTo(expected.position());
        assertThat(actual.digest()).isEqualTo(expected.digest());
        assertThat(actual.flagList().identity()).isEqualTo(expected.flagList().identity());
        assertThat(actual.removals())
                .extracting(removed -> removed.key().text())
                .isEqualTo(
                        expected.removals().stream().map(removed -> removed.key().text()).toList());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable throwable) throws T {
        throw (T) throwable;
    }
}
