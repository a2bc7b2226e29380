package io.flaghoist.follower;

import static io.flaghoist.follower.Bench.A;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentsTest {
    private final ManualClock clock = new ManualClock();
    private final Environments environments = new Environments();
    private final LogFixture log = log(A).flag(flag("a")).flag(flag("b")).complete();

    /** Takes note of what it is told, unless it is broken. */
    private static final class Listener implements ImageListener {
        final List<String> told = new ArrayList<>();
        boolean broken;
        EnvironmentImage taken = EnvironmentImage.empty(A);

        @Override
        public void advanced(
                EnvironmentImage before, EnvironmentImage after, List<Change> changes) {
            if (broken) {
                throw new IllegalStateException("no such luck");
            }
            assertThat(before).as("nothing is left out").isEqualTo(taken);
            taken = after;
            changes.forEach(change -> told.add(change.key().text()));
        }
    }

    @Test
    void a_listener_that_throws_keeps_nothing_from_the_others() {
        var first = new Listener();
        var second = new Listener();
        environments.listen(first);
        environments.listen(second);
        first.broken = true;
        advance(0, 1);
        assertThat(second.told).containsExactly("flag/a");
        assertThat(environments.listenerFailures()).isEqualTo(1);
        assertThat(environments.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).contains("Listener", "revision 1", "no such luck");
                    assertThat(problem.meanwhile()).contains("delivered again");
                });
    }

    @Test
    void what_a_listener_could_not_take_it_is_told_later_with_all_that_came_since() {
        var listener = new Listener();
        environments.listen(listener);
        advance(0, 1);
        listener.broken = true;
        advance(1, 2);
        advance(2, 3);
        listener.broken = false;
        deliverAgain();
        assertThat(listener.told).containsExactly("flag/a", "flag/b", "environment");
        assertThat(listener.taken).isEqualTo(environments.image(A));
        assertThat(environments.problems()).isEmpty();
        deliverAgain();
        assertThat(listener.told).as("once").hasSize(3);
    }

    @Test
    void the_next_change_brings_what_was_missed_with_it() {
        var listener = new Listener();
        environments.listen(listener);
        listener.broken = true;
        advance(0, 1);
        listener.broken = false;
        advance(1, 2);
        assertThat(listener.told).containsExactly("flag/a", "flag/b");
        assertThat(environments.problems()).isEmpty();
    }

    @Test
    void a_problem_of_a_listener_begins_once_however_often_it_is_told_again() {
        var listener = new Listener();
        environments.listen(listener);
        listener.broken = true;
        advance(0, 1);
        var since = environments.problems().getFirst().since();
        for (int i = 0; i < 5; i++) {
            deliverAgain();
        }
        assertThat(environments.problems().getFirst().since()).isEqualTo(since);
        assertThat(environments.listenerFailures()).isEqualTo(6);
    }

    @Test
    void a_listener_that_comes_late_and_throws_is_told_again_too() {
        advance(0, 2);
        var listener = new Listener();
        listener.broken = true;
        environments.listen(listener);
        listener.broken = false;
        deliverAgain();
        assertThat(listener.told).containsExactly("flag/a", "flag/b");
    }

    private void advance(int from, int to) {
        EnvironmentImage before = environments.image(A);
        EnvironmentImage base = before == null ? EnvironmentImage.empty(A) : before;
        var delta = new EnvironmentDelta(base);
        log.changes().subList(from, to).forEach(delta::replay);
        environments.advance(base, delta);
    }

    private void deliverAgain() {
        clock.advance(Duration.ofSeconds(1));
        environments.deliverAgain(clock.now());
    }
}
