package io.flaghoist.ingest.reconcile;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReconcilerProperties {
    private static final EnvironmentNames NAMES =
            EnvironmentNames.unknown(new EnvironmentId("env-1"));
    private static final Set<Domain> ALL = EnumSet.of(Domain.FLAG, Domain.SEGMENT, Domain.API_KEY);

    /** Believes at the second hearing, so that every state is reached in two reads. */
    private final HoldRules rules =
            new HoldRules(
                    10,
                    0.5,
                    Duration.ofNanos(1),
                    Duration.ofNanos(1),
                    Optional.of(Duration.ofNanos(1)));

    @Property
    void whatever_upstream_says_is_in_the_log_after_the_second_read_and_then_nothing_changes(
            @ForAll @Size(max = 8)
                    List<Map<@IntRange(max = 15) Integer, @IntRange(max = 4) Integer>> states) {
        var reconciler = new Reconciler(rules, new RecentNotices(rules.settle()));
        var image = EnvironmentImage.empty(NAMES.environment());
        long now = 0;
        for (var versions : states) {
            UpstreamState state = state(versions);
            image = applied(image, reconciler.plan(image, state, now += 10).changes());
            image = applied(image, reconciler.plan(image, state, now += 10).changes());

            assertThat(image.liveKeys()).isEqualTo(state.documents().size() + 1);
            for (Document document : state.documents().values()) {
                assertThat(image.document(document.key()))
                        .isNotNull()
                        .extracting(Document::sha256)
                        .isEqualTo(document.sha256());
            }
            assertThat(reconciler.plan(image, state, now += 10).changes()).isEmpty();
        }
    }

    @Property
    void no_prefix_of_a_plan_has_a_flag_saved_before_a_segment_or_a_segment_removed_before_a_flag(
            @ForAll Map<@IntRange(max = 15) Integer, @IntRange(max = 4) Integer> before,
            @ForAll Map<@IntRange(max = 15) Integer, @IntRange(max = 4) Integer> after) {
        var reconciler = new Reconciler(rules, new RecentNotices(rules.settle()));
        var empty = EnvironmentImage.empty(NAMES.environment());
        var image = applied(empty, reconciler.plan(empty, state(before), 0).changes());

        List<PlannedChange> changes = reconciler.plan(image, state(after), 10).changes();

        assertThat(LogOrder.sorted(changes)).isEqualTo(changes);
        assertThat(lastIndex(changes, Domain.SEGMENT, true))
                .isLessThan(firstIndex(changes, Domain.FLAG, true));
        assertThat(lastIndex(changes, Domain.FLAG, false))
                .isLessThan(firstIndex(changes, Domain.SEGMENT, false));
    }

    private static int lastIndex(List<PlannedChange> changes, Domain domain, boolean saves) {
        int last = -1;
        for (int i = 0; i < changes.size(); i++) {
            last = is(changes.get(i), domain, saves) ? i : last;
        }
        return last;
    }

    private static int firstIndex(List<PlannedChange> changes, Domain domain, boolean saves) {
        for (int i = 0; i < changes.size(); i++) {
            if (is(changes.get(i), domain, saves)) {
                return i;
            }
        }
        return changes.size();
    }

    private static boolean is(PlannedChange change, Domain domain, boolean saves) {
        return change.key().domain() == domain && change.after().isPresent() == saves;
    }

    /** Even numbers are flags, odd ones segments. */
    private static UpstreamState state(Map<Integer, Integer> versions) {
        var documents = new ArrayList<Document>();
        versions.forEach((number, version) ->
                documents.add(
                        number % 2 == 0
                                ? flag("f" + number).version(version).document()
                                : segment("s" + number).version(version).document()));
        return UpstreamState.of(NAMES, ALL, documents, List.of());
    }

    private static EnvironmentImage applied(EnvironmentImage image, List<PlannedChange> changes) {
        var delta = new EnvironmentDelta(image);
        long revision = image.revision();
        for (PlannedChange change : changes) {
            var position = new Position(1, ++revision);
            delta.replay(
                    switch (change) {
                        case PlannedChange.Save(_, var document) ->
                                new Change.Saved(position, 0, document);
                        case PlannedChange.Remove remove ->
                                new Change.Removed(position, 0, remove.key());
                    });
        }
        return delta.apply();
    }
}
