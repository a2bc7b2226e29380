package io.flaghoist.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.Check;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream misbehaves in every way that the simulator can. */
class FaultsTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final String prefix = kafka.newTopicPrefix();
    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), prefix);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void deletions_and_new_incarnations_follow_their_notices() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 3);
        String id = saas.names().id();
        world.started(world.settings("key-1"));
        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);
        World.await(() -> world.flagVersion(id, "flag_1") == 2);

        saas.remove(DocumentKind.FLAG, "flag_1", EventDelivery.SENT);
        World.await(() -> world.flagVersion(id, "flag_1") == 0);
        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);

        World.await(() -> world.upstreamVersion(id, "flag_1") == 1);
        // SDKs drop what does not have a greater version than they hold.
        assertThat(world.flagVersion(id, "flag_1")).isEqualTo(3);
        assertThat(
                        world.log
                                .history(id)
                                .subList(
                                        world.log.history(id).size() - 3,
                                        world.log.history(id).size()))
                .allMatch(entry -> entry.cause() == Cause.STREAM);
        world.log.verifyChain(id);
    }

    @Test
    void a_missed_notice_is_found_by_the_timer() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 3);
        String id = saas.names().id();
        world.started(world.settings("key-1").with("upstream", "reconcileInterval", "200ms"));

        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SILENT);
        saas.remove(DocumentKind.FLAG, "flag_2", EventDelivery.SILENT);

        World.await(
                () -> world.flagVersion(id, "flag_1") == 2 && world.flagVersion(id, "flag_2") == 0);
        assertThat(world.log.history(id).getLast().cause()).isEqualTo(Cause.RECONCILE);
    }

    @Test
    void streams_that_end_break_or_fall_silent_are_opened_anew_and_nothing_is_missed()
            throws Exception {
        SaasEnvironment saas = world.environment("key-1", 1);
        String id = saas.names().id();
        world.started(world.settings("key-1").with("upstream", "muteTimeout", "400ms"));
        long version = 1;
        for (FaultAction action :
                List.of(new FaultAction.End(), new FaultAction.Cut(), new FaultAction.Mute())) {
            World.await(() -> isStreaming(id));
            world.saas.faults().add(Fault.of(FaultMatch.everything(), action).named("f").times(1));
            saas.put(DocumentKind.FLAG, "flag_0", World.flag("off"), EventDelivery.SILENT);

            long expected = ++version;
            World.await(() -> world.flagVersion(id, "flag_0") == expected);
            world.saas.faults().clear();
        }
    }

    @Test
    void an_environment_whose_upstream_fails_delays_no_other() throws Exception {
        SaasEnvironment bad = world.environment("key-bad", 2);
        SaasEnvironment good = world.environment("key-good", 2);
        for (FaultAction action :
                List.of(
                        new FaultAction.Hang(),
                        new FaultAction.Garbage(),
                        new FaultAction.Status(503, OptionalInt.empty(), Optional.empty()))) {
            world.saas
                    .faults()
                    .add(
                            Fault.of(
                                    FaultMatch.path("/api/1.0/client/env")
                                            .inEnvironment(bad.names().id()),
                                    action));
        }
        RunningIngest ingest = world.start(world.settings("key-bad", "key-good"));
        String id = good.names().id();
        World.await(() -> world.image(id).isComplete());

        good.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);
        World.await(() -> world.flagVersion(id, "flag_1") == 2);

        assertThat(ingest.isReady()).isFalse();
        world.saas.faults().clear();
        World.await(ingest::isReady);
        assertThat(world.image(bad.names().id()).flagCount()).isEqualTo(2);
    }

    @Test
    void a_full_read_that_hangs_holds_up_no_notice() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 3);
        String id = saas.names().id();
        world.started(
                world.settings("key-1")
                        .with("upstream", "reconcileInterval", "200ms")
                        .with("upstream", "readTimeout", "60s"));
        var hang =
                world.saas
                        .faults()
                        .add(
                                Fault.of(
                                        FaultMatch.path(
                                                "/api/1.0/client/env/" + id + "/target-segments"),
                                        new FaultAction.Hang()));
        World.await(() -> hang.hits() > 0);

        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);

        World.await(() -> world.flagVersion(id, "flag_1") == 2);
        world.saas.faults().clear();
    }

    @Test
    void an_empty_list_is_not_believed_at_once_and_told_in_health() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 20);
        String id = saas.names().id();
        RunningIngest ingest =
                world.started(
                        world.settings("key-1").with("upstream", "reconcileInterval", "100ms"));

        world.saas.faults().add(Fault.of(FaultMatch.everything(), new FaultAction.Empty()));
        World.await(
                () -> ingest.health().at("/environments/0/brake").asText("").contains("vanished"));

        assertThat(world.image(id).flagCount()).isEqualTo(20);
        world.saas.faults().clear();
        World.await(() -> ingest.health().at("/environments/0/brake").isNull());
    }

    @Test
    void a_document_that_cannot_be_served_is_refused_alone_and_named_in_health() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 2);
        String id = saas.names().id();
        RunningIngest ingest = world.started(world.settings("key-1"));

        ObjectNode huge = World.flag("off");
        huge.withArray("variations").addObject().put("value", "x".repeat((1 << 20) + 1));
        saas.put(DocumentKind.FLAG, "flag_0", huge, EventDelivery.SENT, Check.LENIENT);
        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);

        World.await(() -> world.flagVersion(id, "flag_1") == 2);
        World.await(() ->
                ingest.health()
                        .at("/environments/0/refused/0/identifier")
                        .asText("")
                        .equals("flag_0"));
        assertThat(world.flagVersion(id, "flag_0")).isEqualTo(1);
    }

    @Test
    void a_flag_whose_state_no_sdk_knows_is_served_as_off() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 2);
        String id = saas.names().id();
        RunningIngest ingest = world.started(world.settings("key-1"));

        saas.put(
                DocumentKind.FLAG,
                "flag_0",
                World.flag("on").put("state", "weird"),
                EventDelivery.SENT,
                Check.LENIENT);

        World.await(() -> world.flagVersion(id, "flag_0") == 2);
        assertThat(
                        Objects.requireNonNull(world.image(id).flag("flag_0"))
                                .body()
                                .tree()
                                .path("state")
                                .asText())
                .isEqualTo("off");
        assertThat(ingest.health().at("/environments/0/refused")).isEmpty();
    }

    @Test
    void a_read_older_than_its_notice_is_repeated_until_it_is_not() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 2);
        String id = saas.names().id();
        world.started(world.settings("key-1"));
        world.saas
                .faults()
                .add(
                        Fault.of(
                                        FaultMatch.path("/api/1.0/client/env"),
                                        new FaultAction.StaleByChanges(1))
                                .times(3));

        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);

        World.await(() -> world.flagVersion(id, "flag_1") == 2);
        assertThat(world.log.history(id))
                .filteredOn(entry -> entry.key().identifier().equals("flag_1"))
                .extracting(HistoryRecord::upstreamVersion)
                .containsExactly(1L, 2L);
    }

    @Test
    void without_streams_everything_is_polled() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 2);
        String id = saas.names().id();
        world.started(
                world.settings("key-1")
                        .with("upstream", "streamEnabled", false)
                        .with("upstream", "pollInterval", "100ms"));

        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);

        World.await(() -> world.flagVersion(id, "flag_1") == 2);
        assertThat(world.saas.openStreams(id)).isZero();
        assertThat(world.log.history(id).getLast().cause()).isEqualTo(Cause.POLL);
    }

    @Test
    void saas_may_come_later() throws Exception {
        world.environment("key-1", 2);
        world.saas.close();
        RunningIngest ingest = world.start(world.settings("key-1"));
        World.await(() ->
                ingest.health().at("/apiKeys/0/what").asText("").contains("cannot be reached"));

        world.saas.start();

        World.await(ingest::isReady);
    }

    @Test
    void an_unreachable_admin_service_holds_up_the_first_publication_and_nothing_else()
            throws Exception {
        SaasEnvironment saas = world.environment("key-1", 2);
        String id = saas.names().id();
        var refuse = new FaultAction.Status(500, OptionalInt.empty(), Optional.empty());
        world.saas.faults().add(Fault.of(FaultMatch.path("/gateway"), refuse));
        RunningIngest ingest = world.start(world.settings("key-1"));
        World.await(() ->
                ingest.health().at("/environments/0/problem/what").asText("").contains("API keys"));
        assertThat(world.image(id).isComplete()).isFalse();
        world.saas.faults().clear();
        World.await(ingest::isReady);

        world.saas.faults().add(Fault.of(FaultMatch.path("/gateway"), refuse));
        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);

        World.await(() -> world.flagVersion(id, "flag_1") == 2);
    }

    @Test
    void segments_hold_both_forms_of_their_rules() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 0);
        world.started(world.settings("key-1"));
        var clause = Json.object().put("attribute", "email").put("op", "equal");
        clause.putArray("values").add("a@example.org");
        clause.put("negate", false);
        var segment = Json.object().put("name", "Beta");
        segment.putArray("rules").add(clause);
        var rule = segment.putArray("servingRules").addObject();
        rule.put("ruleId", "r1").put("priority", 1).putArray("clauses").add(clause.deepCopy());

        saas.put(DocumentKind.SEGMENT, "beta", segment, EventDelivery.SENT);

        var key = new DocumentKey.OfSegment("beta");
        World.await(() -> world.image(saas.names().id()).document(key) != null);
        Document document = requireNonNull(world.image(saas.names().id()).segment("beta"));
        assertThat(document.body().tree().path("rules")).hasSize(1);
        assertThat(document.body().tree().path("servingRules")).hasSize(1);
    }

    @Test
    void a_wrong_config_topic_refuses_its_environment_alone() throws Exception {
        SaasEnvironment bad = world.environment("key-bad", 1);
        SaasEnvironment good = world.environment("key-good", 1);
        String topic = prefix + ".env." + bad.names().id() + ".config";
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        }

        RunningIngest ingest = world.start(world.settings("key-bad", "key-good"));

        World.await(() -> world.image(good.names().id()).isComplete());
        World.await(() -> ingest.health().toString().contains(topic + " has 2 partitions"));
    }

    private boolean isStreaming(String environment) {
        return world.saas.openStreams(environment) == 1;
    }
}
