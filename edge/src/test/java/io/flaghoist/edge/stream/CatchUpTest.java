package io.flaghoist.edge.stream;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.DataSize;
import io.flaghoist.edge.StreamSettings;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatchUpTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final int FLAGS = 99;

    private long seconds = 1_000_000;
    private final InstantSource clock = () -> Instant.ofEpochSecond(seconds);
    private final LogFixture log = LogFixture.log(ENV).serverKey("key");
    private boolean isFromDisk;
    private EnvironmentImage image = EnvironmentImage.empty(log.environment());
    private Edge edge = new Edge(StreamSettings.defaults());

    CatchUpTest() {
        for (int i = 0; i < FLAGS; i++) {
            log.flag(flag("f" + i).version(1));
        }
        log.observedAt(now()).complete();
        follow();
    }

    private long now() {
        return seconds * 1000;
    }

    /** What an edge knows since it started. */
    private final class Edge {
        private final ServedRevisions served;
        private final CatchUp catchUp;

        Edge(StreamSettings settings) {
            served =
                    new ServedRevisions(
                            settings.catchUpWindow().toJavaDuration(), clock, () -> isFromDisk);
            catchUp = new CatchUp(settings, served, clock);
        }

        List<String> told(OptionalLong lastEventId) {
            return catchUp.missed(image, lastEventId).stream()
                    .map(notice -> notice.key().identifier())
                    .toList();
        }
    }

    private void follow() {
        EnvironmentImage before = image;
        image = log.image();
        edge.served.advanced(before, image);
    }

    private void restart(boolean snapshot) {
        isFromDisk = snapshot;
        edge = new Edge(StreamSettings.defaults());
        edge.served.advanced(EnvironmentImage.empty(log.environment()), image);
        isFromDisk = false;
    }

    private void change(int number) {
        log.observedAt(now()).flag(flag("f" + number).version(seconds));
    }

    private List<String> told() {
        return edge.told(OptionalLong.empty());
    }

    /** 99 flags in ten minutes. */
    private void changeAllInTenMinutes() {
        for (int i = 0; i < FLAGS; i++) {
            seconds += 6;
            change(i);
            follow();
        }
    }

    @Test
    void after_a_restart_nobody_is_told_what_had_been_served_before_it() {
        changeAllInTenMinutes();
        seconds += 5;

        restart(true);

        assertThat(told()).isEmpty();
    }

    @Test
    void after_a_crash_they_are_told_what_the_last_snapshot_lacks() {
        changeAllInTenMinutes();
        restart(true); // the snapshot, 30 s before the crash
        seconds += 12;
        change(3);
        change(5);
        follow();

        assertThat(told()).containsExactly("f3", "f5");
    }

    @Test
    void after_a_long_absence_they_are_told_all_that_has_changed_in_it() {
        restart(true);
        seconds += 3600;
        change(7);
        log.flagRemoved("f8");
        follow();

        assertThat(told()).containsExactly("f7", "f8");
    }

    @Test
    void an_edge_that_runs_tells_what_has_changed_since_the_image_of_a_minute_ago() {
        changeAllInTenMinutes();

        assertThat(told()).hasSize(11).endsWith("f97", "f98");
        seconds += 61;
        assertThat(told()).isEmpty();
    }

    @Test
    void an_edge_without_a_disk_tells_what_has_changed_lately() {
        changeAllInTenMinutes();

        restart(false);

        assertThat(told()).hasSize(11).endsWith("f98");
    }

    @Test
    void whoever_says_where_he_stood_is_told_exactly_what_came_after() {
        changeAllInTenMinutes();
        restart(true);

        assertThat(edge.told(OptionalLong.of(image.revision() - 99))).hasSize(99);
        assertThat(edge.told(OptionalLong.of(image.revision() - 40))).hasSize(40);
        assertThat(edge.told(OptionalLong.of(image.revision()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {59, 60, 61})
    void the_window_ends_where_it_says(long later) {
        seconds += 100;
        change(1);
        follow();

        seconds += later;

        assertThat(told()).hasSize(later <= 60 ? 1 : 0);
    }

    @Test
    void many_changes_a_second_do_not_make_it_forget_where_they_began() {
        seconds += 100;
        for (int i = 0; i < 3000; i++) {
            change(i % FLAGS);
            follow();
            seconds += i % 100 == 0 ? 1 : 0;
        }

        assertThat(told()).hasSize(FLAGS);
    }

    @Test
    void what_is_told_has_so_many_bytes_at_most() {
        edge =
                new Edge(
                        new StreamSettings(
                                null, null, 0, 0, 0, null, 0, DataSize.bytes(1000), false));
        edge.served.advanced(EnvironmentImage.empty(log.environment()), image);
        seconds += 100;
        for (int i = 0; i < FLAGS; i++) {
            change(i);
        }
        follow();

        List<StreamEvent> told = new ArrayList<>(edge.catchUp.missed(image, OptionalLong.empty()));

        assertThat(told.stream().mapToInt(StreamEvent::size).sum()).isBetween(800, 1000);
        assertThat(told.getLast().key()).isEqualTo(new DocumentKey.OfFlag("f98"));
    }

    @Test
    void a_removal_is_told_with_the_version_that_was_served() {
        seconds += 100;
        log.observedAt(now()).flagRemoved("f1");
        follow();

        assertThat(edge.catchUp.missed(image, OptionalLong.empty()))
                .allMatch(StreamEvent::isRemoval);
    }

    /** What 4,000 streams cost that reconnect after a restart: findings, B15. */
    @Test
    void thousands_of_streams_after_a_restart_cause_few_requests() {
        changeAllInTenMinutes();
        restart(true);
        int requests = 0;
        for (int stream = 0; stream < 4_000; stream++) {
            requests += told().size();
        }
        assertThat(requests).isZero();

        restart(false); // the worst: it knows nothing of what it served
        for (int stream = 0; stream < 4_000; stream++) {
            requests += told().size();
        }
        assertThat(requests).isLessThanOrEqualTo(4_000 * 11);
    }
}
