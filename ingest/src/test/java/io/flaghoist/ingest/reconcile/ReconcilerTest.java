package io.flaghoist.ingest.reconcile;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.reconcile.Reconciler.Plan;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.image.Entry;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Set<Domain> ALL = EnumSet.of(Domain.FLAG, Domain.SEGMENT, Domain.API_KEY);
    private static final long START = 1_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RecentNotices recent = new RecentNotices(HoldRules.DEFAULT.settle());
    private final Reconciler reconciler = new Reconciler(HoldRules.DEFAULT, recent);

    @Test
    void a_first_publication_ends_with_the_environments_own_record() {
        EnvironmentImage upstream = published().image();

        Plan plan = plan(EnvironmentImage.empty(upstream.environment()), upstream, START);

        assertThat(keys(plan))
                .startsWith("segment/beta", "flag/dark")
                .endsWith("environment")
                .hasSize(4);
    }

    @Test
    void the_environments_record_waits_for_the_api_keys() {
        EnvironmentImage upstream = published().image();
        var state =
                UpstreamState.of(
                        names(upstream),
                        EnumSet.of(Domain.FLAG, Domain.SEGMENT),
                        documents(upstream, d -> d.key().domain() != Domain.API_KEY),
                        List.of());

        Plan plan = reconciler.plan(EnvironmentImage.empty(upstream.environment()), state, START);

        assertThat(keys(plan)).doesNotContain("environment");
    }

    @Test
    void nothing_is_planned_when_nothing_differs() {
        assertThat(plan(published().image(), published().image(), START).changes()).isEmpty();
    }

    @Test
    void revocations_come_first_and_segments_outlive_the_flags_that_name_them() {
        EnvironmentImage before =
                published()
                        .serverKey("k2")
                        .flag(flag("old").version(1))
                        .segment(segment("gone"))
                        .image();
        EnvironmentImage upstream =
                published().flag(flag("new").version(1)).serverKey("k3").image();

        List<String> order = keys(plan(before, upstream, START));

        assertThat(order).hasSize(5);
        assertThat(order.get(0)).startsWith("api-key/");
        assertThat(order.subList(1, 4)).containsExactly("flag/new", "flag/old", "segment/gone");
        assertThat(order.get(4)).startsWith("api-key/");
    }

    @Test
    void a_refused_document_keeps_its_last_good_version_and_hides_no_other() {
        EnvironmentImage before = published().flag(flag("broken").version(3)).image();
        EnvironmentImage upstream = published().flag(flag("dark").off().version(2)).image();
        var refused = List.of(new RefusedDocument(Domain.FLAG, "broken", "flag.kind: is missing"));
        var state = UpstreamState.of(names(upstream), ALL, documents(upstream), refused);

        Plan plan = reconciler.plan(before, state, START);

        assertThat(keys(plan)).containsExactly("flag/dark");
        assertThat(plan.held()).hasSize(1);
        assertThat(plan.lookAgain()).isEmpty();
    }

    @Test
    void a_document_that_is_refused_before_it_was_ever_served_has_a_stand_in() {
        EnvironmentImage before = published().flag(flag("kept").version(3)).image();
        var refused =
                List.of(
                        RefusedDocument.flag("broken", "boolean", "flag: is too large"),
                        RefusedDocument.flag("kept", "boolean", "flag: is too large"),
                        RefusedDocument.segment("crowd", "segment: is too large"),
                        RefusedDocument.flag("a/b", "boolean", "flag.feature: is odd"));
        var state = UpstreamState.of(names(before), ALL, documents(published().image()), refused);

        Plan plan = reconciler.plan(before, state, START);

        assertThat(keys(plan)).containsExactlyInAnyOrder("flag/broken", "segment/crowd");
        assertThat(plan.changes())
                .allSatisfy(
                        change -> assertThat(change.after().orElseThrow().refusal()).isPresent());
    }

    @Test
    void a_stand_in_stays_while_its_document_is_refused_and_goes_with_it() {
        RefusedDocument refused = RefusedDocument.flag("broken", "int", "flag: is too large");
        Document standIn = Objects.requireNonNull(refused.standIn());
        EnvironmentImage before = published().saved(standIn).image();
        EnvironmentImage without = published().image();
        var still = UpstreamState.of(names(before), ALL, documents(without), List.of(refused));
        var other =
                UpstreamState.of(
                        names(before),
                        ALL,
                        documents(without),
                        List.of(RefusedDocument.flag("broken", "int", "flag: is too deep")));

        Plan plan = reconciler.plan(before, still, START);

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.held()).isEmpty();
        assertThat(keys(reconciler.plan(before, other, START))).containsExactly("flag/broken");
        assertThat(keys(plan(before, without, START))).containsExactly("flag/broken");
        assertThat(keys(plan(before, published().flag(flag("broken")).image(), START)))
                .containsExactly("flag/broken");
    }

    @Test
    void what_kafka_does_not_take_has_a_stand_in_too_unless_an_older_version_is_there() {
        EnvironmentImage image = published().image();
        List<PlannedChange> changes =
                List.of(
                        new PlannedChange.Save(Optional.empty(), flag("large").document()),
                        new PlannedChange.Save(Optional.empty(), flag("dark").document()));
        var refused = Map.of(changes.get(0).key(), "too large", changes.get(1).key(), "too large");

        assertThat(StandIns.missing(image, changes, refused))
                .singleElement()
                .satisfies(change ->
                        assertThat(change.after().orElseThrow().refusal())
                                .contains("Kafka does not take it: too large"));
    }

    @Test
    void a_refused_document_without_a_name_could_be_any_so_none_of_its_kind_is_removed() {
        EnvironmentImage before = published().flag(flag("maybe")).image();
        var refused = List.of(new RefusedDocument(Domain.FLAG, "", "flag.feature: is missing"));
        var state = UpstreamState.of(names(before), ALL, documents(published().image()), refused);

        assertThat(reconciler.plan(before, state, START).changes()).isEmpty();
    }

    @Test
    void a_lower_version_is_believed_once_it_is_told_again_after_the_time() {
        EnvironmentImage before = published().flag(flag("again").version(7)).image();
        EnvironmentImage upstream = published().flag(flag("again").off().version(1)).image();

        Plan first = plan(before, upstream, START);
        Plan tooSoon = plan(before, upstream, START + 29 * SECOND);
        Plan confirmed = plan(before, upstream, START + 30 * SECOND);

        assertThat(first.changes()).isEmpty();
        assertThat(first.lookAgain()).contains(Duration.ofSeconds(30));
        assertThat(tooSoon.changes()).isEmpty();
        assertThat(tooSoon.lookAgain()).contains(Duration.ofSeconds(1));
        assertThat(keys(confirmed)).containsExactly("flag/again");
    }

    @Test
    void a_lower_version_between_two_right_ones_was_stale() {
        EnvironmentImage before = published().flag(flag("again").version(7)).image();
        EnvironmentImage stale = published().flag(flag("again").off().version(6)).image();

        plan(before, stale, START);
        plan(before, before, START + 20 * SECOND);

        assertThat(plan(before, stale, START + 40 * SECOND).changes()).isEmpty();
    }

    @Test
    void a_deletion_of_what_the_log_never_had_is_remembered_too() {
        EnvironmentImage before = published().image();
        EnvironmentImage stale = published().flag(flag("unseen").version(4)).image();
        recent.removed(flag("unseen").document().key(), Optional.empty(), START + SECOND);

        Plan begunBefore = plan(before, stale, START);
        Plan settled = plan(before, stale, START + 12 * SECOND);

        assertThat(begunBefore.changes()).isEmpty();
        assertThat(begunBefore.lookAgain()).contains(HoldRules.DEFAULT.settle());
        assertThat(keys(settled)).containsExactly("flag/unseen");
    }

    @Test
    void what_is_created_after_it_was_deleted_is_there() {
        EnvironmentImage upstream = published().flag(flag("again").version(1)).image();
        recent.removed(flag("again").document().key(), Optional.empty(), START);
        recent.saved(flag("again").document().key(), START + 1);

        assertThat(keys(plan(published().image(), upstream, START))).containsExactly("flag/again");
    }

    @Test
    void a_full_read_does_not_take_back_what_a_notice_just_told() {
        EnvironmentImage before = published().flag(flag("fresh").version(1)).image();
        EnvironmentImage stale = published().flag(flag("deleted").version(4)).image();
        recent.saved(flag("fresh").document().key(), START);
        recent.removed(
                flag("deleted").document().key(),
                Optional.of(flag("deleted").version(4).document()),
                START);

        Plan held = plan(before, stale, START + SECOND);
        Plan settled = plan(before, stale, START + 11 * SECOND);

        assertThat(held.changes()).isEmpty();
        assertThat(held.lookAgain()).contains(HoldRules.DEFAULT.settle());
        assertThat(keys(settled)).containsExactly("flag/deleted", "flag/fresh");
    }

    private Plan plan(EnvironmentImage image, EnvironmentImage upstream, long nowNanos) {
        return reconciler.plan(
                image,
                UpstreamState.of(names(upstream), ALL, documents(upstream), List.of()),
                nowNanos);
    }

    private static List<String> keys(Plan plan) {
        return plan.changes().stream().map(change -> change.key().text()).toList();
    }

    private static EnvironmentNames names(EnvironmentImage image) {
        var identity = image.identity();
        return identity == null ? EnvironmentNames.unknown(image.environment()) : identity.names();
    }

    private static List<Document> documents(EnvironmentImage image) {
        return documents(image, _ -> true);
    }

    private static List<Document> documents(EnvironmentImage image, Predicate<Document> which) {
        var documents = new ArrayList<Document>();
        for (Entry<? extends Document> entry : image.entries()) {
            if (entry.document().key().domain() != Domain.ENVIRONMENT
                    && which.test(entry.document())) {
                documents.add(entry.document());
            }
        }
        return documents;
    }

    private static LogFixture published() {
        return log(new EnvironmentId("env-1"))
                .serverKey("k1")
                .segment(segment("beta"))
                .flag(flag("dark").version(1))
                .complete();
    }
}
