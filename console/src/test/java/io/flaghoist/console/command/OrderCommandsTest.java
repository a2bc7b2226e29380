package io.flaghoist.console.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.console.command.CommandLineUnderTest.Answer;
import io.flaghoist.console.command.FakeOwner.Stands;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.record.DecodedOrder;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderOutcome;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrderCommandsTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId PROD =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");
    private static final EnvironmentId OTHER =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000002");
    private static final String HOLD = "5c97e06663cb3c4e";

    private final TopicCatalogue topics = new TopicCatalogue(kafka.newTopicPrefix());
    private final List<OrderOutcome.Result> results = new ArrayList<>();
    private FakeOwner owner;
    private final AtomicInteger changes = new AtomicInteger();

    @BeforeEach
    void begin() throws Exception {
        owner = new FakeOwner(kafka.bootstrapServers(), topics, this::obey);
        owner.environments.putAll(
                Map.of(PROD, stands("checkout", "prod"), OTHER, stands("search", "prod")));
        Awaitility.await().until(owner::hasSpoken);
    }

    @AfterEach
    void end() {
        owner.close();
    }

    /** By default everything is done; else as the test says, one after the other. */
    private Stands obey(DecodedOrder order, Stands stands) {
        return switch (order) {
            case DecodedOrder.Understood(Order.Retire retire)
                    when changes.getAndUpdate(left -> Math.max(0, left - 1)) > 0 -> {
                Stands moved = stands.at(stands.revision() + 1);
                yield moved.with(
                        outcome(
                                retire.signed().id(),
                                OrderOutcome.Result.REFUSED,
                                "moved on",
                                moved.revision()));
            }
            case DecodedOrder.Understood(var it) -> {
                OrderOutcome.Result result =
                        results.isEmpty() ? OrderOutcome.Result.DONE : results.removeFirst();
                yield stands.as(
                                it instanceof Order.Retire
                                        ? Heartbeat.Upstream.RETIRED
                                        : stands.upstream())
                        .with(outcome(it.signed().id(), result, "as told", stands.revision()));
            }
            case DecodedOrder.Removed(var key) ->
                    key.isRetire()
                            ? stands.as(Heartbeat.Upstream.STREAMING)
                                    .with(
                                            outcome(
                                                    owner.orders(Order.Retire.class)
                                                                    .getLast()
                                                                    .signed()
                                                                    .id()
                                                            + "-undo",
                                                    OrderOutcome.Result.DONE,
                                                    "published anew",
                                                    stands.revision()))
                            : stands;
            case DecodedOrder.Unreadable _ -> stands;
        };
    }

    @Test
    void a_confirm_shows_what_is_held_orders_it_and_ends_with_the_outcome() {
        Answer answer = call("confirm", "--env", "checkout/prod", "--yes", "--why", "TICKET-17");

        assertThat(answer.code()).as(answer.err()).isEqualTo(ExitCode.DONE);
        assertThat(answer.out())
                .contains("checkout/prod (" + PROD + ") at revision 42")
                .contains("the removal of 40 documents (" + HOLD + ")")
                .contains("flag/flag-0  40 of 60 documents vanished upstream at once")
                .contains("and 20 more")
                .contains("Done: as told (revision 42");
        Order.Confirm order = owner.orders(Order.Confirm.class).getFirst();
        assertThat(order.hold()).isEqualTo(HOLD);
        assertThat(order.keys()).isEqualTo(40);
        assertThat(order.signed().environment()).isEqualTo(PROD);
        assertThat(order.signed().why()).isEqualTo("TICKET-17");
        assertThat(order.signed().who()).isNotBlank();
        assertThat(order.expiresAt()).isEqualTo(order.signed().when().plus(Order.Confirm.LIFETIME));
    }

    @Test
    void what_was_refused_ends_with_another_code_and_says_why() {
        results.add(OrderOutcome.Result.REFUSED);

        Answer answer = call("confirm", "--env", PROD.value(), "--yes", "--output", "json");

        assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.json().getFirst().path("result").asText()).isEqualTo("refused");
        assertThat(answer.json().getFirst().path("reason").asText()).isEqualTo("as told");
    }

    @Test
    void without_an_outcome_in_time_it_says_so_and_that_the_order_stands() {
        owner.close();

        Answer answer = call("confirm", "--env", PROD.value(), "--yes", "--wait", "1");

        assertThat(answer.code()).isEqualTo(ExitCode.NO_OUTCOME);
        assertThat(answer.err()).contains("No outcome within 1 s").contains("stands");
    }

    @Test
    void nothing_is_ordered_where_nobody_was_asked() {
        Answer answer = call("confirm", "--env", PROD.value());

        assertThat(answer.code()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err()).contains("--yes");
        assertThat(owner.orders).isEmpty();
    }

    @Test
    void another_hold_than_the_one_that_was_seen_is_not_confirmed() {
        Answer answer =
                call("confirm", "--env", PROD.value(), "--hold", "0123456789abcdef", "--yes");

        assertThat(answer.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(answer.err()).contains(HOLD).contains("Look at it again");
        assertThat(owner.orders).isEmpty();
    }

    @Test
    void where_nothing_is_held_there_is_nothing_to_confirm() {
        owner.environments.computeIfPresent(
                PROD,
                (_, it) ->
                        new Stands(
                                it.names(),
                                it.revision(),
                                it.upstream(),
                                List.of(),
                                Optional.empty(),
                                List.of()));

        Awaitility.await()
                .until(() ->
                        call("confirm", "--env", PROD.value(), "--yes").code()
                                == ExitCode.NOT_FOUND);
    }

    @Test
    void a_name_that_may_mean_two_environments_is_not_guessed() {
        Answer two = call("confirm", "--env", "prod", "--yes");
        Answer none = call("confirm", "--env", "staging", "--yes");

        assertThat(two.code()).isEqualTo(ExitCode.USAGE);
        assertThat(two.err()).contains("checkout/prod").contains("search/prod");
        assertThat(none.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(none.err()).contains("checkout/prod").contains("search/prod");
        assertThat(owner.orders).isEmpty();
    }

    @Test
    void an_environment_is_retired_as_of_where_it_stands_and_back_again() {
        Answer retired = call("retire", "--env", "checkout/prod", "--yes", "--why", "gone");
        Answer again = call("retire", "--env", "checkout/prod", "--yes");
        Answer undone = call("retire", "--env", "checkout/prod", "--undo", "--yes");

        assertThat(retired.code()).as(retired.err()).isEqualTo(ExitCode.DONE);
        assertThat(retired.out()).contains("is at revision 42 with 60 documents");
        Order.Retire order = owner.orders(Order.Retire.class).getFirst();
        assertThat(order.asOf().revision()).isEqualTo(42);
        assertThat(again.code()).isEqualTo(ExitCode.DONE);
        assertThat(again.out()).contains("retired already");
        assertThat(undone.code()).as(undone.err()).isEqualTo(ExitCode.DONE);
        assertThat(undone.out()).contains(": gone").contains("published anew");
        assertThat(owner.orders.getLast()).isEqualTo(new DecodedOrder.Removed(order.key()));
        assertThat(owner.orders(Order.Retire.class)).hasSize(1);
    }

    @Test
    void an_environment_that_moves_on_is_looked_at_again() {
        changes.set(2);

        Answer answer = call("retire", "--env", PROD.value(), "--yes");

        assertThat(answer.code()).as(answer.err()).isEqualTo(ExitCode.DONE);
        assertThat(answer.err()).contains("trying again");
        assertThat(owner.orders(Order.Retire.class))
                .extracting(order -> order.asOf().revision())
                .containsExactly(42L, 43L, 44L);
    }

    @Test
    void an_environment_that_never_rests_is_not_retired() {
        changes.set(100);

        Answer answer = call("retire", "--env", PROD.value(), "--yes");

        assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.out()).contains("moved on");
    }

    @Test
    void what_was_never_retired_cannot_be_taken_back() {
        Answer answer = call("retire", "--env", "checkout/prod", "--undo", "--yes");

        assertThat(answer.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(answer.err()).contains("No order retires");
    }

    private Answer call(String command, String... arguments) {
        return new CommandLineUnderTest(kafka.bootstrapServers(), topics).call(command, arguments);
    }

    private static OrderOutcome outcome(
            String id, OrderOutcome.Result result, String reason, long revision) {
        return new OrderOutcome(id, result, reason, revision, Instant.now());
    }

    private static Stands stands(String project, String environment) {
        List<DocumentKey> held =
                IntStream.range(0, 40)
                        .<DocumentKey>mapToObj(i -> new DocumentKey.OfFlag("flag-" + i))
                        .toList();
        EnvironmentId id = project.equals("checkout") ? PROD : OTHER;
        return new Stands(
                new EnvironmentNames(
                        id, environment, "p-uuid", project, "o-uuid", "default", "acme", "1"),
                42,
                Heartbeat.Upstream.STREAMING,
                held,
                Optional.of(new Heartbeat.HeldRemoval(HOLD, 40)),
                List.of());
    }
}
