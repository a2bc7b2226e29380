package io.flaghoist.edge.target.store;

import static io.flaghoist.edge.target.store.TargetFixture.target;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.wire.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentTargetsTest {
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final EnvironmentId B = new EnvironmentId("env-b");

    private final EdgeMeters meters = new EdgeMeters();
    private final TargetMeters targetMeters = new TargetMeters(meters.meters());
    private final PrivateAttributes privateAttributes = new PrivateAttributes(Set.of("email"));
    private final RecentTargets recent =
            new RecentTargets(privateAttributes, 10_000, Duration.ofDays(1), targetMeters);
    private final LocalTargets local = new LocalTargets(recent, Optional.empty(), targetMeters);
    private final Target ann = target("ann").with("plan", "gold").with("email", "a@b.c").build();

    @Test
    void a_target_too_large_for_its_token_is_remembered_whole_where_it_authenticated() {
        recent.seen(A, ann, false);

        assertThat(local.get(A, "ann")).isEqualTo(ann);
        assertThat(local.get(B, "ann")).isNull();
        assertThat(local.get(A, "bob")).isNull();
        assertThat(text())
                .contains(
                        "large_targets_total 1.0",
                        "target_lookups_total{found=\"memory\"} 1.0",
                        "target_lookups_total{found=\"nowhere\"} 2.0");
    }

    @Test
    void a_target_that_its_token_carries_is_not_remembered_nor_what_it_was_before() {
        recent.seen(A, ann, false);
        recent.seen(A, target("ann").with("plan", "none").build(), true);

        assertThat(local.get(A, "ann")).isNull();
    }

    @Test
    void the_own_echo_from_the_log_changes_nothing_and_another_content_is_newer() {
        recent.seen(A, ann, false);
        String own = privateAttributes.record("ann", ann, 5).contentHash();

        assertThat(recent.cares(A, "ann")).isTrue();
        recent.applied(A, "ann", Optional.of(own));
        assertThat(local.get(A, "ann")).isEqualTo(ann);

        recent.applied(A, "ann", Optional.of("other"));
        assertThat(local.get(A, "ann")).isNull();
        assertThat(recent.cares(A, "ann")).isFalse();
    }

    @Test
    void a_removal_in_the_log_forgets_the_target() {
        recent.seen(A, ann, false);
        recent.applied(A, "ann", Optional.empty());

        assertThat(local.get(A, "ann")).isNull();
    }

    @Test
    void memory_is_bounded_by_bytes_and_what_gives_way_is_counted() {
        for (int i = 0; i < 50; i++) {
            recent.seen(A, target("t" + i).with("blob", "x".repeat(1_000)).build(), false);
        }

        assertThat(recent.bytes()).isBetween(5_000L, 10_000L);
        assertThat(text()).containsPattern("large_targets_evicted_total 4[0-6].0");
    }

    private String text() {
        return new String(meters.text(), UTF_8);
    }
}
