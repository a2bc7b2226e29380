package io.flaghoist.follower;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private final ManualClock clock = new ManualClock();
    private final List<Snapshot> written = new ArrayList<>();
    private List<Snapshot> candidates = List.of();
    private boolean diskIsFull;
    private boolean diskIsReadOnly;
    private boolean diskIsEmpty;
    private final Snapshots snapshots =
            new Snapshots(
                    new Disk(),
                    FollowerSettings.Timing.DEFAULT,
                    Supervisor.unobserved(),
                    clock,
                    clock::now,
                    () -> candidates);

    @Test
    void what_has_changed_is_written_and_what_has_not_is_left() {
        candidates = List.of(snapshot("a", 3), snapshot("b", 3));
        snapshots.round();
        candidates = List.of(snapshot("a", 4), snapshot("b", 3));
        snapshots.round();
        assertThat(written).extracting(Snapshot::offset).containsExactly(3L, 3L, 4L);
    }

    @Test
    void what_never_changes_is_written_every_hour_lest_it_grow_too_old() {
        candidates = List.of(snapshot("a", 3));
        snapshots.round();
        clock.advance(Duration.ofMinutes(61));
        candidates = List.of(snapshot("a", 3));
        snapshots.round();
        assertThat(written).hasSize(2);
    }

    @Test
    void a_full_disk_is_a_problem_since_it_began_and_the_age_of_the_snapshots_tells() {
        candidates = List.of(snapshot("a", 3));
        assertThat(snapshots.age()).as("never written").isEmpty();
        snapshots.round();
        assertThat(snapshots.age()).contains(Duration.ZERO);
        diskIsFull = true;
        var since = clock.instant();
        for (int i = 0; i < 4; i++) {
            candidates = List.of(snapshot("a", 4 + i));
            snapshots.round();
            clock.advance(Duration.ofSeconds(30));
        }
        assertThat(snapshots.age()).contains(Duration.ofMinutes(2));
        assertThat(snapshots.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).contains("No space left");
                    assertThat(problem.check()).contains("disk's space");
                    assertThat(problem.since()).isEqualTo(since);
                });
        diskIsFull = false;
        snapshots.round();
        assertThat(snapshots.problems()).isEmpty();
        assertThat(snapshots.age()).contains(Duration.ZERO);
        assertThat(written.getLast().offset()).isEqualTo(7);
    }

    @Test
    void what_somebody_has_deleted_is_written_again_although_nothing_has_changed() {
        candidates = List.of(snapshot("a", 3));
        snapshots.round();
        diskIsEmpty = true;
        snapshots.round();
        assertThat(written).extracting(Snapshot::offset).containsExactly(3L, 3L);
        diskIsEmpty = false;
        snapshots.round();
        assertThat(written).hasSize(2);
    }

    @Test
    void a_disk_that_takes_nothing_more_is_a_problem_before_there_is_anything_to_write() {
        candidates = List.of(snapshot("a", 3));
        snapshots.round();
        diskIsReadOnly = true;
        clock.advance(Duration.ofSeconds(30));
        snapshots.round();
        assertThat(snapshots.problems()).hasSize(1);
        assertThat(snapshots.age()).contains(Duration.ofSeconds(30));
    }

    @Test
    void one_that_cannot_be_written_keeps_no_other_from_the_disk() {
        candidates = List.of(snapshot("broken", 3), snapshot("b", 3));
        snapshots.round();
        assertThat(written).extracting(it -> it.image().environment().value()).containsExactly("b");
        assertThat(snapshots.problems()).hasSize(1);
    }

    @Test
    void without_anything_to_write_nothing_grows_younger() {
        candidates = List.of(snapshot("a", 3));
        snapshots.round();
        clock.advance(Duration.ofMinutes(5));
        candidates = List.of();
        snapshots.round();
        assertThat(snapshots.age()).contains(Duration.ofMinutes(5));
    }

    @Test
    void the_age_begins_with_what_lies_on_the_disk() {
        Snapshot old = snapshot("a", 3);
        clock.suspend(Duration.ofHours(7));
        snapshots.found(List.of(old), clock.now());
        assertThat(snapshots.age()).contains(Duration.ofHours(7));
    }

    private final class Disk implements Snapshots.Writer {
        @Override
        public void save(Snapshot snapshot) throws IOException {
            if (diskIsFull || snapshot.image().environment().value().equals("broken")) {
                throw new IOException("No space left on device");
            }
            written.add(snapshot);
        }

        @Override
        public boolean has(EnvironmentId environment) throws IOException {
            if (diskIsReadOnly) {
                throw new IOException("Read-only file system");
            }
            return !diskIsEmpty;
        }
    }

    private Snapshot snapshot(String environment, long offset) {
        return new Snapshot(
                log(environment).flag(flag("x")).complete().image(),
                new Snapshot.Origin("cluster", "topic"),
                offset,
                clock.instant(),
                null);
    }
}
