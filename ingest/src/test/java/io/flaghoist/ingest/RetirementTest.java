package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Environments end by a person's word, and by nothing else. */
class RetirementTest {
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
    void a_retired_environment_is_gone_in_one_transaction_and_stays_so() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 600);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());
        Order.Retire order = retire(id);

        world.order(order);

        World.await(() -> world.image(id).liveKeys() == 0);
        List<HistoryRecord> removed =
                world.log.history(id).stream()
                        .filter(entry -> entry.cause() == Cause.RETIRE)
                        .toList();
        assertThat(removed).hasSize(602);
        assertThat(removed.getFirst().key().domain()).isEqualTo(Domain.API_KEY);
        assertThat(removed.getLast().key().domain()).isEqualTo(Domain.ENVIRONMENT);
        assertThat(removed)
                .extracting(HistoryRecord::observedAt)
                .containsOnly(removed.getFirst().observedAt());
        assertThat(world.log.configTransactions(id)).last().isEqualTo(602);
        World.await(() -> outcome(ingest, order.signed().id()).contains("removed 602 documents"));
        World.await(() -> health(ingest, id).path("state").asText().equals("RETIRED"));
        assertThat(world.saas.openStreams(id)).isZero();
        assertThat(world.log.standingOrders()).containsExactly(id + "/retire");

        world.stop(ingest);
        long readsBefore = world.reads(id);
        RunningIngest second = world.start(quick());
        World.await(() -> outcome(second, order.signed().id()).contains("is retired"));
        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);
        assertThat(world.reads(id)).isEqualTo(readsBefore);
        assertThat(world.image(id).liveKeys()).isZero();
        world.log.verifyChain(id);
    }

    @Test
    void a_retirement_that_is_taken_back_is_read_anew_and_every_sdk_sees_it() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 3);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());
        Order.Retire order = retire(id);
        world.order(order);
        World.await(() -> world.image(id).liveKeys() == 0);

        world.takeBack(order);

        World.await(() -> world.image(id).isComplete());
        assertThat(world.image(id).flagCount()).isEqualTo(3);
        assertThat(world.flagVersion(id, "flag_1")).isEqualTo(2);
        assertThat(world.log.history(id).getLast().cause()).isEqualTo(Cause.UNDO);
        World.await(
                () -> outcome(ingest, order.signed().id() + "-undo").contains("published anew"));
        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);
        World.await(() -> world.flagVersion(id, "flag_1") == 3);
        world.log.verifyChain(id);
    }

    @Test
    void what_was_taken_back_while_no_ingest_ran_is_read_anew() throws Exception {
        String id = world.environment("key-1", 3).names().id();
        RunningIngest first = world.started(quick());
        Order.Retire order = retire(id);
        world.order(order);
        World.await(() -> world.image(id).liveKeys() == 0);
        world.stop(first);

        world.takeBack(order);
        world.start(quick());

        World.await(() -> world.image(id).isComplete());
        assertThat(world.log.history(id).getLast().cause()).isEqualTo(Cause.UNDO);
    }

    @Test
    void an_environment_that_moved_on_is_not_retired_by_an_order_of_the_past() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 3);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());
        Order.Retire order = retire(id);
        saas.put(DocumentKind.FLAG, "flag_1", World.flag("off"), EventDelivery.SENT);
        World.await(() -> world.flagVersion(id, "flag_1") == 2);

        world.order(order);

        World.await(() -> outcome(ingest, order.signed().id()).contains("moved on"));
        assertThat(world.image(id).flagCount()).isEqualTo(3);
        assertThat(world.log.standingOrders()).isEmpty();
    }

    @Test
    void an_environment_that_saas_deleted_is_told_and_stays_until_a_person_speaks()
            throws Exception {
        SaasEnvironment gone = world.environment("key-1", 3);
        String id = gone.names().id();
        String other = world.environment("key-2", 1).names().id();
        RunningIngest ingest =
                world.started(quick("key-1", "key-2").with("doubt", "refusedFor", "600ms"));

        world.saas.state().removeEnvironment(id);

        World.await(() -> problem(ingest, id).contains("./flaghoist retire --env " + id));
        World.await(() -> problem(ingest, id).contains("confirmed"));
        assertThat(world.image(id).flagCount()).isEqualTo(3);
        assertThat(problem(ingest, other)).isEmpty();

        world.order(retire(id));
        World.await(() -> world.image(id).liveKeys() == 0);
        World.await(() -> problem(ingest, id).isEmpty());
        assertThat(world.image(other).flagCount()).isEqualTo(1);
    }

    @Test
    void an_environment_whose_key_is_refused_from_the_start_is_known_by_that_key()
            throws Exception {
        SaasEnvironment gone = world.environment("key-1", 3);
        String id = gone.names().id();
        world.stop(world.started(quick()));
        world.saas.state().removeEnvironment(id);

        RunningIngest ingest = world.start(quick().with("doubt", "refusedFor", "300ms"));

        World.await(() -> problem(ingest, id).contains("./flaghoist retire --env " + id));
        World.await(() -> problem(ingest, id).contains("confirmed"));
        assertThat(world.image(id).flagCount()).isEqualTo(3);
        world.order(retire(id));
        World.await(() -> world.image(id).liveKeys() == 0);
        World.await(() -> health(ingest, id).path("state").asText().equals("RETIRED"));
        assertThat(problem(ingest, id)).isEmpty();
    }

    @Test
    void time_retires_what_saas_deleted_only_where_settings_say_so() throws Exception {
        SaasEnvironment gone = world.environment("key-1", 3);
        world.started(
                quick().with("doubt", "refusedFor", "300ms").with("doubt", "acceptAfter", "300ms"));

        world.saas.state().removeEnvironment(gone.names().id());

        World.await(() -> world.image(gone.names().id()).liveKeys() == 0);
        assertThat(world.log.history(gone.names().id()).getLast().cause()).isEqualTo(Cause.RETIRE);
    }

    @Test
    void no_outage_and_no_gateway_retires_anything() throws Exception {
        String id = world.environment("key-1", 3).names().id();
        RunningIngest ingest =
                world.started(
                        quick().with("doubt", "refusedFor", "200ms")
                                .with("doubt", "acceptAfter", "1ms"));
        var html = Optional.of("<html>denied</html>");
        for (var action :
                List.of(
                        new FaultAction.Status(503, OptionalInt.empty(), Optional.empty()),
                        new FaultAction.Status(403, OptionalInt.empty(), html),
                        new FaultAction.Status(404, OptionalInt.empty(), html),
                        // everything is refused, also what needs no key
                        new FaultAction.Status(
                                401,
                                OptionalInt.empty(),
                                Optional.of("{\"code\":\"401\",\"message\":\"no\"}")),
                        new FaultAction.Reset())) {
            var fault = world.saas.faults().add(Fault.of(FaultMatch.path("/api/1.0"), action));
            World.await(() -> fault.hits() > 15);
            world.saas.faults().clear();
            World.await(() -> problem(ingest, id).isEmpty());
            assertThat(world.image(id).flagCount()).isEqualTo(3);
        }
    }

    private RunningIngest.Settings quick(String... keys) {
        return world.settings(keys.length == 0 ? new String[] {"key-1"} : keys)
                .with("upstream", "reconcileInterval", "150ms");
    }

    /** As of where the log stands. */
    private Order.Retire retire(String environment) {
        Position position = world.image(environment).position();
        return new Order.Retire(
                new Order.Signed(
                        new EnvironmentId(environment),
                        UUID.randomUUID().toString(),
                        "a-test",
                        Instant.now(),
                        ""),
                position);
    }

    private static JsonNode health(RunningIngest ingest, String environment) throws Exception {
        for (JsonNode one : ingest.health().path("environments")) {
            if (one.path("id").asText().equals(environment)) {
                return one;
            }
        }
        throw new AssertionError("not there: " + environment);
    }

    private static String problem(RunningIngest ingest, String environment) throws Exception {
        return health(ingest, environment).at("/problem/what").asText("");
    }

    private static String outcome(RunningIngest ingest, String order) throws Exception {
        for (JsonNode one : ingest.health().at("/environments/0/orders")) {
            if (one.path("id").asText().equals(order)) {
                return one.path("result").asText() + ": " + one.path("reason").asText();
            }
        }
        return "";
    }
}
