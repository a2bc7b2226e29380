package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SaaS answers some of the time: what it gives is published, whatever it does not. */
class HalfBrokenSaasTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final FaultAction UNAVAILABLE =
            new FaultAction.Status(503, OptionalInt.empty(), Optional.empty());

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
    void notices_arrive_by_their_own_fetches_while_a_third_of_all_reads_fail_and_some_hang()
            throws Exception {
        SaasEnvironment saas = world.environment("key-1", 60);
        String id = saas.names().id();
        world.started(world.settings("key-1").with("upstream", "reconcileInterval", "1h"));
        World.await(() -> world.saas.openStreams(id) == 1);
        FaultMatch reads = FaultMatch.path("/api/1.0/client/env");
        world.saas.faults().add(Fault.of(reads, UNAVAILABLE).withProbability(0.3, 42));
        world.saas.faults().add(Fault.of(reads, new FaultAction.Hang()).withProbability(0.05, 43));

        for (int i = 0; i < 60; i++) {
            saas.put(DocumentKind.FLAG, "flag_" + i, World.flag("off"), EventDelivery.SENT);
        }

        World.await(
                Duration.ofSeconds(60),
                () -> {
                    var image = world.image(id);
                    for (int i = 0; i < 60; i++) {
                        var flag = image.flag("flag_" + i);
                        if (flag == null || flag.version() != 2) {
                            return false;
                        }
                    }
                    return true;
                });
        assertThat(world.log.history(id))
                .filteredOn(entry -> entry.upstreamVersion() == 2)
                .extracting(HistoryRecord::cause)
                .as("no failed single read became a full read")
                .containsOnly(Cause.STREAM);
        world.log.verifyChain(id);
    }

    @Test
    void a_list_that_fails_leaves_only_its_own_documents_alone() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 3);
        String id = saas.names().id();
        RunningIngest ingest =
                world.started(
                        world.settings("key-1").with("upstream", "reconcileInterval", "200ms"));
        var segments =
                world.saas
                        .faults()
                        .add(
                                Fault.of(
                                        FaultMatch.path(
                                                "/api/1.0/client/env/" + id + "/target-segments"),
                                        UNAVAILABLE));
        World.await(() -> segments.hits() > 0);

        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SILENT);

        World.await(() -> world.flagVersion(id, "flag_1") == 2);
        World.await(() -> ingest.health().toString().contains("the list of segments answered 503"));
        assertThat(ingest.health().toString()).doesNotContain("the list of flags");
    }

    @Test
    void a_list_that_hangs_holds_up_no_other() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 3);
        String id = saas.names().id();
        world.started(
                world.settings("key-1")
                        .with("upstream", "reconcileInterval", "200ms")
                        .with("upstream", "readTimeout", "60s"));
        var flags =
                world.saas
                        .faults()
                        .add(
                                Fault.of(
                                        FaultMatch.path(
                                                "/api/1.0/client/env/" + id + "/feature-configs"),
                                        new FaultAction.Hang()));
        World.await(() -> flags.hits() > 0);

        saas.put(
                DocumentKind.SEGMENT,
                "beta",
                Json.object().put("name", "Beta"),
                EventDelivery.SILENT);

        World.await(() -> world.image(id).segmentCount() == 1);
        world.saas.faults().clear();
    }

    @Test
    void a_flag_that_was_deleted_before_the_log_had_it_is_not_brought_by_a_read_under_way()
            throws Exception {
        SaasEnvironment saas = world.environment("key-1", 3);
        String id = saas.names().id();
        world.started(
                world.settings("key-1")
                        .with("upstream", "reconcileInterval", "100ms")
                        .with("doubt", "settle", "1h"));
        World.await(() -> world.saas.openStreams(id) == 1);
        // From now on lists answer late, and as SaaS was before its last change.
        FaultMatch list = FaultMatch.path("/api/1.0/client/env/" + id + "/feature-configs");
        var late =
                world.saas
                        .faults()
                        .add(Fault.of(list, new FaultAction.Delay(Duration.ofMillis(300))));
        world.saas.faults().add(Fault.of(list, new FaultAction.StaleByChanges(1)));
        saas.put(DocumentKind.FLAG, "brief", World.flag("on"), EventDelivery.SILENT);
        long begun = late.hits();
        World.await(() -> late.hits() > begun);

        saas.remove(DocumentKind.FLAG, "brief", EventDelivery.SENT);

        long told = world.reads(id);
        World.await(() -> world.reads(id) > told + 3);
        assertThat(world.image(id).flag("brief")).isNull();
        assertThat(world.log.history(id))
                .extracting(entry -> entry.key().identifier())
                .doesNotContain("brief");
    }
}
