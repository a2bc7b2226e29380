package io.flaghoist.ingest.environment;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.control.TestOrders;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderOutcome.Result;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderQueueTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final TestOrders orders = new TestOrders();
    private final OrderQueue queue =
            new OrderQueue(
                    ENVIRONMENT, orders.orders(), Clock.fixed(NOON, ZoneOffset.UTC), () -> 0L);
    private final EnvironmentImage image =
            log(ENVIRONMENT).serverKey("k").flag(flag("dark").version(1)).complete().image();

    @Test
    void a_retirement_removes_keys_first_and_the_environments_own_record_last() {
        Order.Retire order = retire("r1", image.position());
        assertThat(orders.put(order)).isTrue();

        OrderDecision decision = queue.next(image, 5, Optional.empty(), _ -> true).orElseThrow();

        assertThat(decision.result()).isEqualTo(Result.DONE);
        assertThat(decision.cause()).isEqualTo(Cause.RETIRE);
        assertThat(decision.settles()).as("it goes on standing").isEmpty();
        assertThat(decision.changes())
                .extracting(change -> change.key().domain())
                .containsExactly(Domain.API_KEY, Domain.FLAG, Domain.ENVIRONMENT);
        assertThat(decision.changes()).allMatch(PlannedChange.Remove.class::isInstance);
    }

    @Test
    void a_retirement_stands_until_it_is_taken_back_by_a_person() {
        Order.Retire order = retire("r1", image.position());
        orders.put(order);
        queue.done(queue.next(image, 5, Optional.empty(), _ -> true).orElseThrow(), 7);
        EnvironmentImage empty = EnvironmentImage.empty(ENVIRONMENT).atPosition(new Position(5, 7));

        assertThat(queue.isRetired()).isTrue();
        assertThat(queue.next(empty, 5, Optional.empty(), _ -> true)).isEmpty();
        orders.beginAnew(); // the topic was lost
        assertThat(queue.takenBack()).isEmpty();
        assertThat(queue.isRetired()).isTrue();

        orders.put(order);
        orders.remove(order.key());
        assertThat(queue.takenBack()).contains("r1-undo");
        assertThat(queue.isRetired()).isFalse();
        assertThat(queue.takenBack()).as("once").isEmpty();
    }

    @Test
    void what_is_written_into_a_retired_environment_goes_again() {
        orders.put(retire("r1", image.position()));
        queue.done(queue.next(image, 5, Optional.empty(), _ -> true).orElseThrow(), 7);
        EnvironmentImage spoilt = log(ENVIRONMENT).flag(flag("stray").version(1)).image();

        assertThat(queue.next(spoilt, 5, Optional.empty(), _ -> true).orElseThrow().changes())
                .hasSize(1);
    }

    @Test
    void an_order_of_another_moment_or_of_another_log_retires_nothing() {
        for (Position asOf :
                new Position[] {
                    new Position(1, image.revision() - 1),
                    new Position(1, image.revision() + 1),
                    new Position(9, image.revision())
                }) {
            orders.put(retire("r-" + asOf, asOf));

            OrderDecision decision =
                    queue.next(image, 5, Optional.empty(), _ -> true).orElseThrow();

            assertThat(decision.result()).as("%s", asOf).isEqualTo(Result.REFUSED);
            assertThat(decision.changes()).isEmpty();
            assertThat(decision.settles()).isPresent();
        }
    }

    @Test
    void a_confirmation_is_not_judged_before_upstream_was_looked_at_and_stands_meanwhile() {
        orders.put(new Order.Confirm(signed("c1"), "0123456789abcdef", 40, NOON.plusSeconds(60)));

        assertThat(queue.next(image, 5, Optional.empty(), _ -> false)).isEmpty();
        assertThat(queue.next(image, 5, Optional.empty(), _ -> true)).isPresent();
    }

    @Test
    void an_environment_without_upstream_has_nothing_to_confirm_and_says_so() {
        orders.put(new Order.Confirm(signed("c1"), "0123456789abcdef", 40, NOON.plusSeconds(60)));

        OrderDecision decision = queue.next(image, 5, Optional.empty(), _ -> true).orElseThrow();

        assertThat(decision.result()).isEqualTo(Result.REFUSED);
        assertThat(decision.reason()).contains("nothing is held");
        queue.done(decision, image.revision());
        assertThat(queue.next(image, 5, Optional.empty(), _ -> true)).as("told once").isEmpty();
    }

    @Test
    void an_empty_log_is_not_filled_before_it_is_known_whether_that_was_ordered() {
        EnvironmentImage emptied =
                EnvironmentImage.empty(ENVIRONMENT).atPosition(new Position(1, 9));

        assertThat(queue.mustWait(emptied)).isTrue();
        assertThat(queue.mustWait(EnvironmentImage.empty(ENVIRONMENT))).as("new").isFalse();
        assertThat(queue.mustWait(image)).isFalse();
        orders.endReached();
        assertThat(queue.mustWait(emptied)).isFalse();
    }

    @Test
    void orders_are_bounded() {
        for (int i = 0; i < TestOrders.MAX_ORDERS; i++) {
            assertThat(
                            orders.put(
                                    new Order.Confirm(
                                            signed("c" + i), "%016x".formatted(i), 1, NOON)))
                    .isTrue();
        }

        assertThat(orders.put(retire("r1", image.position()))).isFalse();
        orders.remove(new Order.Confirm(signed("c0"), "%016x".formatted(0), 1, NOON).key());
        assertThat(orders.put(retire("r1", image.position()))).isTrue();
    }

    private static Order.Retire retire(String id, Position asOf) {
        return new Order.Retire(signed(id), asOf);
    }

    private static Order.Signed signed(String id) {
        return new Order.Signed(ENVIRONMENT, id, "a-test", NOON, "");
    }
}
