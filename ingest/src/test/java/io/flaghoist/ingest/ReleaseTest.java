package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.ingest.upstream.EnvironmentSource.FetchedDocument;
import io.flaghoist.ingest.upstream.EnvironmentSource.Listing;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Failure;
import io.flaghoist.saas.StreamListener;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.OwnBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers give environments up and own them again; sources vanish and environments stay owned. */
class ReleaseTest {
    /**
     * Below this a release has waited neither for Kafka nor for upstream; by itself it takes 3 s at
     * most.
     */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension static final OwnBroker kafka = new OwnBroker();

    private final List<OwningInstance> instances = new ArrayList<>();
    private final String prefix = "test-" + System.nanoTime();
    private World world;
    private SaasEnvironment saas;
    private String id;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), prefix);
        saas = world.environment("key-1", 20);
        id = saas.names().id();
    }

    @AfterEach
    void end() {
        instances.forEach(OwningInstance::stop);
        world.close();
    }

    @Test
    void another_instance_owns_a_released_environment_at_once_and_nobody_is_fenced()
            throws Exception {
        OwningInstance first = instance("first");
        OwningInstance second = instance("second");
        second.release(id);
        first.appear("key-1");
        second.appear("key-1");
        await(() -> isProven("first"));
        toggle();

        first.release(id);

        await(() -> world.saas.openStreams(id) == 0);
        assertThat(first.workers.all()).isEmpty();
        assertThat(first.hasMetricsOf(id)).isFalse();
        int before = world.log.heartbeats(id).size();
        second.acquire(id);
        await(() -> isProven("second"));
        toggle();
        await(() -> world.log.heartbeats(id).size() >= before + 3);
        List<Heartbeat> heartbeats = world.log.heartbeats(id);
        assertThat(heartbeats.subList(before, heartbeats.size()))
                .allSatisfy(heartbeat -> assertThat(heartbeat.node()).isEqualTo("second"));
        assertThat(heartbeats.getLast().upstream()).isEqualTo(Heartbeat.Upstream.STREAMING);
        assertThat(heartbeats.getLast().position().epoch()).isEqualTo(2);
        for (OwningInstance instance : instances) {
            assertThat(instance.transactions("fenced")).isZero();
            assertThat(instance.transactions("lost")).isZero();
        }
        world.log.verifyChain(id);
    }

    @Test
    void a_released_environment_can_be_owned_again() throws Exception {
        OwningInstance instance = instance("first");
        instance.appear("key-1");
        await(() -> isProven("first"));

        for (int epoch = 2; epoch <= 3; epoch++) {
            instance.release(id);
            instance.acquire(id);
            toggle();
            assertThat(world.log.history(id).getLast().position().epoch()).isEqualTo(epoch);
        }

        await(() -> world.saas.openStreams(id) == 1);
        world.log.verifyChain(id);
    }

    @Test
    void a_release_ends_in_time_while_kafka_and_upstream_do_not_answer() throws Exception {
        OwningInstance instance = instance("first");
        instance.appear("key-1");
        await(() -> isProven("first"));
        var silent = new SilentSource(id);
        instance.appear(silent);
        silent.asked.await();
        kafka.broker().stop();
        try {
            await(() -> !instance.workers.all().getFirst().status().writable());

            long began = System.nanoTime();
            instance.release(id);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ANSWER_TIMEOUT);
            assertThat(silent.streamIsClosed).isTrue();
            assertThat(silent.interrupted.await(1, TimeUnit.SECONDS)).isTrue();
            assertThat(instance.workers.all()).isEmpty();
        } finally {
            kafka.broker().start();
        }
    }

    @Test
    void an_environment_whose_source_vanishes_keeps_its_owner_its_heartbeats_and_its_exceptions()
            throws Exception {
        OwningInstance instance = instance("first");
        instance.appear("key-1");
        await(() -> isProven("first"));
        for (int i = 0; i < 15; i++) {
            saas.remove(DocumentKind.FLAG, "flag_" + i, EventDelivery.SILENT);
        }
        await(() -> last().exceptionCount() == 15);

        instance.vanish(id);

        await(() -> last().upstream() == Heartbeat.Upstream.UNCLAIMED);
        await(() -> world.saas.openStreams(id) == 0);
        Heartbeat atOnce = last();
        await(() -> last().sequence() >= atOnce.sequence() + 2);
        Heartbeat later = last();
        assertThat(later.exceptionCount()).isEqualTo(15);
        assertThat(later.position()).isEqualTo(atOnce.position());
        assertThat(later.proof().orElseThrow().age())
                .isGreaterThan(atOnce.proof().orElseThrow().age().plusSeconds(5));

        instance.appear("key-1");
        await(() -> last().upstream() == Heartbeat.Upstream.STREAMING);
        toggle("flag_19");
        assertThat(last().position().epoch()).isEqualTo(atOnce.position().epoch());
    }

    private OwningInstance instance(String node) {
        var instance =
                new OwningInstance(node, kafka.bootstrapServers(), prefix, world.saas).start();
        instances.add(instance);
        return instance;
    }

    /** A broker that has just started may take its time. */
    private static void await(Callable<Boolean> condition) {
        World.await(Duration.ofMinutes(1), condition);
    }

    private Heartbeat last() {
        return world.log.heartbeats(id).getLast();
    }

    private boolean isProven(String node) {
        Heartbeat last = last();
        return last.node().equals(node)
                && last.proof().isPresent()
                && last.upstream() == Heartbeat.Upstream.STREAMING;
    }

    private void toggle() {
        toggle("flag_1");
    }

    private void toggle(String flag) {
        long version = saas.toggle(flag, EventDelivery.SENT).version();
        await(() -> world.upstreamVersion(id, flag) == version);
    }

    /** A source whose stream says nothing and whose answers never come. */
    private static final class SilentSource implements EnvironmentSource {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch interrupted = new CountDownLatch(1);
        private final EnvironmentId environment;
        private volatile boolean streamIsClosed;

        SilentSource(String environment) {
            this.environment = new EnvironmentId(environment);
        }

        @Override
        public EnvironmentId environment() {
            return environment;
        }

        @Override
        public EnvironmentNames names() {
            return new EnvironmentNames(environment, "e", "P", "p", "O", "o", "account", "1");
        }

        @Override
        public Answer<Listing> list(Domain domain) {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return new Answer.Failed<>("a list", new Failure.Unreachable("interrupted"));
        }

        @Override
        public Answer<FetchedDocument> fetch(DocumentKey key) {
            throw new AssertionError("no notice was sent");
        }

        @Override
        public Stream openStream(StreamListener listener) {
            return () -> streamIsClosed = true;
        }

        @Override
        public void credentialsRefused() {}

        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }

        @Override
        public void pause(boolean paused) {}
    }
}
