package io.flaghoist.ingest;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the owner of an environment proves. */
class HeartbeatTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final String prefix = kafka.newTopicPrefix();
    private World world;
    private SaasEnvironment saas;
    private String id;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), prefix);
        saas = world.environment("key-1", 3);
        id = saas.names().id();
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void an_epoch_is_announced_before_its_first_change_and_proves_nothing_then() throws Exception {
        world.started(world.settings("key-1"));

        Heartbeat first = world.log.heartbeats(id).getFirst();
        assertThat(first.position().epoch()).isEqualTo(1);
        assertThat(first.revision()).isZero();
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.proof()).isEmpty();
        assertThat(first.upstream()).isEqualTo(Heartbeat.Upstream.CONNECTING);
    }

    @Test
    void a_heartbeat_says_what_the_log_holds_and_how_old_the_proof_is() throws Exception {
        world.started(world.settings("key-1"));
        World.await(ofSeconds(12), () -> last().upstream() == Heartbeat.Upstream.STREAMING);

        EnvironmentImage image = world.image(id);
        assertThat(last().revision()).isEqualTo(image.revision());
        assertThat(last().digest()).isEqualTo(image.digest().text());
        assertThat(last().liveKeys()).isEqualTo(image.liveKeys());
        assertThat(last().names()).map(names -> names.environment().value()).contains(id);
        // The simulator's comments come every 100 ms, and are all that it says; the first of them
        // could be a backlog.
        World.await(
                ofSeconds(15),
                () -> last().proof().orElseThrow().age().compareTo(Duration.ofSeconds(2)) < 0);
    }

    @Test
    void every_restart_has_a_later_epoch_and_a_sequence_of_its_own_and_changes_nothing_else()
            throws Exception {
        world.stop(world.started(world.settings("key-1")));
        int written = world.log.history(id).size();
        world.stop(world.started(world.settings("key-1")));
        world.started(world.settings("key-1"));
        World.await(ofSeconds(12), () -> last().epoch() == 3 && last().sequence() > 1);

        assertThat(world.log.history(id)).hasSize(written);
        List<Heartbeat> all = world.log.heartbeats(id);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).isAfter(all.get(i - 1))).isTrue();
        }
    }

    @Test
    void what_upstream_said_and_is_not_in_the_log_holds_the_proof() throws Exception {
        world.started(
                world.settings("key-1")
                        .with("upstream", "readTimeout", "60s")
                        .with("upstream", "reconcileInterval", "60s"));
        World.await(ofSeconds(12), () -> last().upstream() == Heartbeat.Upstream.STREAMING);
        world.saas
                .faults()
                .add(
                        Fault.of(
                                FaultMatch.path("/api/1.0/client/env/" + id + "/feature-configs/"),
                                new FaultAction.Hang()));

        saas.toggle("flag_1", EventDelivery.SENT);
        long since = last().sequence();

        World.await(ofSeconds(20), () -> last().sequence() >= since + 2);
        assertThat(last().proof().orElseThrow().age()).isGreaterThan(ofSeconds(4));
        world.saas.faults().clear();
    }

    @Test
    void a_mute_stream_of_upstream_renews_no_proof() throws Exception {
        world.started(world.settings("key-1").with("upstream", "muteTimeout", "45s"));
        World.await(ofSeconds(12), () -> last().upstream() == Heartbeat.Upstream.STREAMING);
        world.saas
                .faults()
                .add(Fault.of(FaultMatch.everything(), new FaultAction.Mute()).named("mute"));
        long since = last().sequence();

        World.await(ofSeconds(20), () -> last().sequence() >= since + 2);

        assertThat(last().proof().orElseThrow().age()).isGreaterThan(ofSeconds(4));
    }

    @Test
    void held_and_refused_documents_are_exceptions_and_no_obstacle() throws Exception {
        saas = world.environment("key-2", 20);
        id = saas.names().id();
        world.started(
                world.settings("key-2")
                        .with("upstream", "reconcileInterval", "200ms")
                        .with("doubt", "confirmAfter", "1h"));
        for (int i = 0; i < 15; i++) {
            saas.remove(DocumentKind.FLAG, "flag_" + i, EventDelivery.SILENT);
        }

        World.await(ofSeconds(12), () -> last().exceptionCount() == 15);

        assertThat(last().exceptions())
                .hasSize(15)
                .allMatch(exception -> exception.kind() == HeartbeatException.Kind.HELD);
        assertThat(last().proof().orElseThrow().age()).isLessThan(ofSeconds(2));
    }

    @Test
    void an_environment_that_no_key_leads_to_has_an_owner_that_proves_nothing() throws Exception {
        world.stop(world.started(world.settings("key-1")));
        SaasEnvironment other = world.environment("key-2", 1);
        RunningIngest ingest = world.started(world.settings("key-2"));

        World.await(ofSeconds(20), () -> last().upstream() == Heartbeat.Upstream.UNCLAIMED);

        assertThat(last().epoch()).isEqualTo(2);
        assertThat(last().revision()).isEqualTo(world.image(id).revision());
        assertThat(last().proof()).isEmpty();
        assertThat(ingest.isReady()).isTrue();
        assertThat(ingest.health().toString()).contains(other.names().id());
    }

    @Test
    void an_unclaimed_environment_is_repaired_as_any_other() throws Exception {
        world.stop(world.started(world.settings("key-1")));
        world.environment("key-2", 1);
        world.started(world.settings("key-2"));
        World.await(ofSeconds(20), () -> last().upstream() == Heartbeat.Upstream.UNCLAIMED);

        try (var stranger = new Stranger(kafka.bootstrapServers(), prefix, id)) {
            stranger.garbage("flag/flag_0");
        }

        World.await(
                ofSeconds(15),
                () -> world.log.compacted(id).equals(LogView.hashes(world.log.readable(id))));
    }

    @Test
    void whoever_lost_the_shard_writes_no_heartbeat_and_is_not_ready() throws Exception {
        RunningIngest first =
                world.started(world.settings("key-1").with("kafka", "takeoverPause", "10m"));
        RunningIngest second =
                world.started(world.settings("key-1").with("kafka", "takeoverPause", "10m"));

        World.await(ofSeconds(20), () -> !first.isReady());
        World.await(() -> first.health().at("/environments/0/state").asText().equals("CONNECTING"));
        World.await(ofSeconds(12), () -> last().epoch() == 2 && last().sequence() > 2);

        List<Heartbeat> all = world.log.heartbeats(id);
        long takeover = all.stream().filter(heartbeat -> heartbeat.epoch() == 1).count();
        assertThat(all.subList((int) takeover, all.size()))
                .allMatch(heartbeat -> heartbeat.epoch() == 2);
        assertThat(second.isReady()).isTrue();
    }

    private Heartbeat last() {
        return world.log.heartbeats(id).getLast();
    }
}
