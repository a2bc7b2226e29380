package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Removals that only an error would make wait for a person, and a person's word moves no other. */
class HeldRemovalTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final FaultMatch FLAG_LISTS =
            FaultMatch.path("/api/1.0/client/env"); // all lists; single reads are never empty

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
    void an_empty_list_removes_nothing_and_from_the_first_moment_says_what_to_do()
            throws Exception {
        String id = world.environment("key-1", 40).names().id();
        RunningIngest ingest = world.started(quick());

        world.saas.faults().add(Fault.of(FLAG_LISTS, new FaultAction.Empty()));
        String hold = awaitHold(ingest, 40);

        assertThat(problem(ingest))
                .contains("40 removals are held", "flag_0", "./flaghoist confirm --env " + id)
                .contains("--hold " + hold);
        assertThat(ingest.get("/metrics").body())
                .contains("flaghoist_ingest_held_removals{environment=\"" + id + "\"} 40.0")
                .containsPattern(
                        "flaghoist_ingest_environment_problem\\{area=\"held\",[^}]*} 1\\.0");
        awaitReads(id, 5);
        assertThat(world.image(id).flagCount()).isEqualTo(40);

        world.saas.faults().clear();
        World.await(() -> environment(ingest).path("hold").isNull());
        assertThat(problem(ingest)).doesNotContain("held");
    }

    @Test
    void a_confirm_removes_its_set_once_and_an_empty_list_after_it_nothing_more() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 49);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());
        removeSilently(saas, 0, 40);
        Order.Confirm order = confirm(id, awaitHold(ingest, 40), 40);

        world.order(order);

        World.await(() -> world.image(id).flagCount() == 9);
        World.await(() -> outcome(ingest, order).contains("removed 40 documents"));
        assertThat(world.log.history(id))
                .filteredOn(entry -> entry.cause() == Cause.CONFIRM)
                .hasSize(40);
        assertThat(world.log.standingOrders()).isEmpty();

        world.saas.faults().add(Fault.of(FLAG_LISTS, new FaultAction.Empty()));
        awaitHold(ingest, 9);
        world.order(order); // a copy of an order that was carried out
        awaitReads(id, 3);
        assertThat(world.image(id).flagCount()).isEqualTo(9);
        world.log.verifyChain(id);
    }

    @Test
    void a_confirm_that_crosses_a_greater_hold_removes_what_the_person_saw() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 45);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());
        removeSilently(saas, 0, 40);
        String seen = awaitHold(ingest, 40);
        world.saas.faults().add(Fault.of(FLAG_LISTS, new FaultAction.Empty()));
        awaitHold(ingest, 45);

        world.order(confirm(id, seen, 40));

        World.await(() -> world.image(id).flagCount() == 5);
        awaitHold(ingest, 5);
        awaitReads(id, 3);
        assertThat(world.image(id).flagCount()).isEqualTo(5);
    }

    @Test
    void what_came_back_before_the_confirm_stays() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 40);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());
        removeSilently(saas, 0, 30);
        Order.Confirm order = confirm(id, awaitHold(ingest, 30), 30);
        for (int i = 0; i < 5; i++) {
            saas.put(DocumentKind.FLAG, "flag_" + i, World.flag("off"), EventDelivery.SENT);
        }
        awaitHold(ingest, 25);

        world.order(order);

        World.await(() -> outcome(ingest, order).contains("removed 25 documents; 5 of the 30"));
        assertThat(world.image(id).flagCount()).isEqualTo(15);
    }

    @Test
    void what_saas_lists_again_stays_although_ingest_has_not_seen_it_before_the_confirm()
            throws Exception {
        SaasEnvironment saas = world.environment("key-1", 40);
        String id = saas.names().id();
        world.stop(world.started(quick()));
        removeSilently(saas, 0, 30);
        RunningIngest ingest = world.started(quick().with("upstream", "reconcileInterval", "1h"));
        Order.Confirm order = confirm(id, awaitHold(ingest, 30), 30);
        for (int i = 0; i < 5; i++) {
            saas.put(DocumentKind.FLAG, "flag_" + i, World.flag("off"), EventDelivery.SILENT);
        }

        world.order(order);

        World.await(() -> outcome(ingest, order).contains("removed 25 documents; 5 of the 30"));
        assertThat(world.image(id).flagCount()).isEqualTo(15);
    }

    @Test
    void a_confirm_does_not_wait_for_a_saas_that_is_away() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 40);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());
        removeSilently(saas, 0, 30);
        Order.Confirm order = confirm(id, awaitHold(ingest, 30), 30);
        world.saas
                .faults()
                .add(
                        Fault.of(
                                FLAG_LISTS,
                                new FaultAction.Status(
                                        503, OptionalInt.empty(), Optional.empty())));

        world.order(order);

        World.await(Duration.ofSeconds(40), () -> outcome(ingest, order).contains("removed 30"));
        assertThat(world.image(id).flagCount()).isEqualTo(10);
    }

    @Test
    void orders_that_are_not_about_this_hold_are_refused() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 40);
        String id = saas.names().id();
        String other = world.environment("key-2", 40).names().id();
        RunningIngest ingest = world.started(quick("key-1", "key-2"));
        removeSilently(saas, 0, 40);
        World.await(() -> health(ingest, id).at("/hold/removals").asInt() == 40);
        String hold = health(ingest, id).at("/hold/id").asText();

        Instant now = Instant.now();
        Order.Confirm unknown = confirm(id, "0123456789abcdef", 40);
        Order.Confirm miscounted = confirm(id, hold, 39);
        Order.Confirm expired =
                new Order.Confirm(
                        signed(id, now.minusSeconds(7200)), hold, 40, now.plusSeconds(60));
        Order.Confirm elsewhere = confirm(other, hold, 40);
        for (Order.Confirm order : List.of(unknown, miscounted, expired, elsewhere)) {
            world.order(order);
            String of = order.signed().environment().value();
            World.await(() -> health(ingest, of).toString().contains(order.signed().id()));
            assertThat(outcomeOf(health(ingest, of), order)).contains("refused");
        }

        assertThat(world.log.standingOrders()).isEmpty();
        assertThat(world.image(id).flagCount()).isEqualTo(40);
        assertThat(world.image(other).flagCount()).isEqualTo(40);
    }

    @Test
    void a_list_that_came_in_part_removes_nothing_either() throws Exception {
        String id = world.environment("key-1", 40).names().id();
        RunningIngest ingest = world.started(quick());

        world.saas.faults().add(Fault.of(FLAG_LISTS, new FaultAction.Partial(15)));

        awaitHold(ingest, 25);
        awaitReads(id, 3);
        assertThat(world.image(id).flagCount()).isEqualTo(40);
    }

    @Test
    void an_order_that_nobody_can_read_is_counted_and_told_and_holds_up_no_other()
            throws Exception {
        SaasEnvironment saas = world.environment("key-1", 40);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());
        removeSilently(saas, 0, 40);
        String hold = awaitHold(ingest, 40);
        for (String key : List.of(id + "/confirm/x", id + "/dance", "garbage")) {
            world.log.write(
                    new LogRecord(
                            key.getBytes(StandardCharsets.UTF_8),
                            "{\"x\":1}".getBytes(StandardCharsets.UTF_8),
                            Map.of()));
        }

        world.order(confirm(id, hold, 40));

        World.await(() -> world.image(id).flagCount() == 0);
        assertThat(ingest.health().path("problems").toString()).contains("3 orders");
        assertThat(ingest.get("/metrics").body())
                .contains("flaghoist_ingest_unreadable_orders_total 3.0");
    }

    @Test
    void deletions_that_the_stream_tells_of_are_never_held() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 30);
        String id = saas.names().id();
        RunningIngest ingest = world.started(quick());

        for (int i = 0; i < 30; i++) {
            saas.remove(DocumentKind.FLAG, "flag_" + i, EventDelivery.SENT);
        }

        World.await(() -> world.image(id).flagCount() == 0);
        World.await(() -> environment(ingest).path("hold").isNull());
    }

    @Test
    void a_few_missed_deletions_are_made_up_for_at_once() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 30);
        String id = saas.names().id();
        world.started(quick());

        removeSilently(saas, 0, 9);

        World.await(() -> world.image(id).flagCount() == 21);
    }

    @Test
    void a_hold_is_found_again_after_a_restart() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 30);
        String id = saas.names().id();
        RunningIngest first = world.started(quick());
        removeSilently(saas, 0, 30);
        String hold = awaitHold(first, 30);
        world.stop(first);

        RunningIngest second = world.started(quick());

        assertThat(awaitHold(second, 30)).isEqualTo(hold);
        world.order(confirm(id, hold, 30));
        World.await(() -> world.image(id).flagCount() == 0);
    }

    @Test
    void the_last_key_and_ingests_own_stay_although_the_list_lacks_them() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 1);
        String id = saas.names().id();
        saas.put(
                DocumentKind.API_KEY,
                "other",
                Json.object().put("key", "key-2").put("type", "server"),
                EventDelivery.SILENT);
        RunningIngest ingest = world.started(quick());

        world.saas.faults().add(Fault.of(FaultMatch.path("/gateway"), new FaultAction.Empty()));

        awaitHold(ingest, 2);
        assertThat(problem(ingest)).contains("no API key");
        world.saas.faults().clear();
        World.await(() -> environment(ingest).path("hold").isNull());
        assertThat(world.image(id).liveKeys()).isEqualTo(4);
    }

    @Test
    void a_revoked_key_is_gone_soon_though_no_stream_tells_of_it() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 1);
        String id = saas.names().id();
        world.started(quick().with("upstream", "reconcileInterval", "1h"));

        saas.put(
                DocumentKind.API_KEY,
                "other",
                Json.object().put("key", "key-2").put("type", "server"),
                EventDelivery.SILENT);
        World.await(() -> world.image(id).liveKeys() == 4);
        saas.remove(DocumentKind.API_KEY, "other", EventDelivery.SILENT);

        World.await(() -> world.image(id).liveKeys() == 3);
    }

    private RunningIngest.Settings quick(String... keys) {
        return world.settings(keys.length == 0 ? new String[] {"key-1"} : keys)
                .with("upstream", "reconcileInterval", "150ms");
    }

    private static void removeSilently(SaasEnvironment saas, int from, int count) {
        IntStream.range(from, from + count)
                .forEach(i -> saas.remove(DocumentKind.FLAG, "flag_" + i, EventDelivery.SILENT));
    }

    private static Order.Confirm confirm(String environment, String hold, int keys) {
        Instant now = Instant.now();
        return new Order.Confirm(
                signed(environment, now), hold, keys, now.plus(Order.Confirm.LIFETIME));
    }

    private static Order.Signed signed(String environment, Instant when) {
        return new Order.Signed(
                new EnvironmentId(environment), UUID.randomUUID().toString(), "a-test", when, "");
    }

    /** Waits for a hold of so many removals; its name. */
    private static String awaitHold(RunningIngest ingest, int removals) throws Exception {
        World.await(() -> environment(ingest).at("/hold/removals").asInt() == removals);
        return environment(ingest).at("/hold/id").asText();
    }

    /** Waits until all lists were read so many times more. */
    private void awaitReads(String environment, int more) {
        long before = world.reads(environment);
        World.await(() -> world.reads(environment) >= before + more);
    }

    private static JsonNode environment(RunningIngest ingest) throws Exception {
        return ingest.health().at("/environments/0");
    }

    private static JsonNode health(RunningIngest ingest, String environment) throws Exception {
        for (JsonNode one : ingest.health().path("environments")) {
            if (one.path("id").asText().equals(environment)) {
                return one;
            }
        }
        throw new AssertionError("not there: " + environment);
    }

    private static String problem(RunningIngest ingest) throws Exception {
        return environment(ingest).at("/problem/what").asText("");
    }

    private static String outcome(RunningIngest ingest, Order order) throws Exception {
        return outcomeOf(environment(ingest), order);
    }

    private static String outcomeOf(JsonNode environment, Order order) {
        for (JsonNode one : environment.path("orders")) {
            if (one.path("id").asText().equals(order.signed().id())) {
                return one.path("result").asText() + ": " + one.path("reason").asText();
            }
        }
        return "";
    }
}
