package io.flaghoist.ingest.reconcile;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.reconcile.Reconciler.Plan;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Hold;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class HeldRemovalsTest {
    private static final Set<Domain> ALL = EnumSet.of(Domain.FLAG, Domain.SEGMENT, Domain.API_KEY);
    private static final Set<Domain> FLAGS = Set.of(Domain.FLAG);
    private static final Set<Domain> KEYS = Set.of(Domain.API_KEY);
    private static final long START = 1_000;
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final RecentNotices recent = new RecentNotices(HoldRules.DEFAULT.settle());
    private final Reconciler reconciler = new Reconciler(HoldRules.DEFAULT, recent);

    @Test
    void the_removal_of_more_than_half_is_held_however_often_upstream_says_so() {
        EnvironmentImage before = flags(20);

        for (int read = 0; read < 10; read++) {
            assertThat(plan(before, ALL, flags(5), START + read * HOUR).changes()).isEmpty();
        }

        RemovalHold hold = hold(before).orElseThrow();
        assertThat(hold.size()).isEqualTo(15);
        assertThat(hold.why()).contains("15 of");
        assertThat(hold.words()).contains("15 × flag (flag-10, ").contains("…");
        assertThat(hold.id()).isEqualTo(Hold.idOf(hold.reasons().keySet()));
    }

    @Test
    void the_command_is_in_that_part_of_the_words_that_a_log_line_has_room_for() {
        EnvironmentImage before = flags(40);
        assertThat(plan(before, ALL, flags(5), START).changes()).isEmpty();
        var environment = new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");
        RemovalHold hold = hold(before).orElseThrow();

        assertThat(hold.describe(environment).substring(0, 200))
                .startsWith("35 removals are held")
                .contains("./flaghoist confirm --env " + environment + " --hold " + hold.id());
    }

    @Test
    void an_error_in_one_list_is_not_hidden_by_the_length_of_another() {
        LogFixture many = log(new EnvironmentId("env-1"));
        for (int i = 0; i < 100; i++) {
            many.segment(segment("segment-" + i));
        }
        for (int i = 0; i < 20; i++) {
            many.flag(flag("flag-" + i).version(1));
        }
        EnvironmentImage before = many.complete().image();
        var upstream = documents(before, key -> key.domain() == Domain.SEGMENT);

        Plan plan = reconciler.plan(before, state(before, ALL, upstream), START);

        assertThat(plan.changes()).isEmpty();
    }

    @Test
    void less_than_the_brake_asks_for_is_removed_at_once() {
        assertThat(plan(flags(20), ALL, flags(11), START).changes()).hasSize(9);
        assertThat(plan(flags(40), ALL, flags(20), START).changes()).hasSize(20);
        assertThat(plan(flags(1), FLAGS, flags(0), START + HOUR).changes()).hasSize(1);
        assertThat(hold(flags(1))).isEmpty();
    }

    @Test
    void lists_that_lack_a_little_more_each_time_are_held_as_one_that_lacks_it_all() {
        assertThat(plan(flags(31), ALL, flags(16), START).changes()).hasSize(15);

        assertThat(plan(flags(16), ALL, flags(8), START + HOUR / 4).changes()).isEmpty();
        assertThat(plan(flags(16), ALL, flags(0), START + HOUR / 2).changes()).isEmpty();
        assertThat(hold(flags(16)).orElseThrow().why()).contains("31 of 31");
    }

    @Test
    void lists_that_lack_a_little_from_time_to_time_are_believed() {
        assertThat(plan(flags(31), ALL, flags(16), START).changes()).hasSize(15);
        assertThat(plan(flags(16), ALL, flags(8), START + HOUR).changes()).hasSize(8);
    }

    @Test
    void an_empty_list_is_held_however_short_the_log_has_it() {
        assertThat(plan(flags(2), FLAGS, flags(0), START).changes()).isEmpty();
        assertThat(hold(flags(2)).orElseThrow().why()).contains("is empty");
    }

    @Test
    void what_upstream_lists_again_is_not_held_any_more_and_another_set_has_another_name() {
        EnvironmentImage before = flags(20);
        plan(before, ALL, flags(5), START);
        String first = hold(before).orElseThrow().id();

        plan(before, ALL, flags(4), START + 1);
        String second = hold(before).orElseThrow().id();
        plan(before, ALL, flags(20), START + 2);

        assertThat(second).isNotEqualTo(first);
        assertThat(hold(before)).isEmpty();
        assertThat(reconciler.heldRemovals().named(first)).hasSize(15);
        assertThat(reconciler.heldRemovals().named(second)).hasSize(16);
        assertThat(reconciler.heldRemovals().named("another")).isEmpty();
    }

    @Test
    void what_the_stream_confirms_leaves_the_hold_and_the_rest_stays_in_it() {
        EnvironmentImage before = flags(20);
        plan(before, ALL, flags(5), START);

        EnvironmentImage after = without(before, "flag-5", 14);
        plan(after, ALL, flags(5), START + 1);

        assertThat(hold(after).orElseThrow().reasons()).hasSize(1);
    }

    @Test
    void when_a_part_was_confirmed_an_empty_list_takes_nothing_of_the_rest() {
        EnvironmentImage before = flags(41);
        plan(before, ALL, flags(1), START);
        EnvironmentImage after = without(before, "flag-1", 40);
        assertThat(hold(after)).isEmpty();

        Plan plan = plan(after, FLAGS, flags(0), START + 1);

        assertThat(plan.changes()).isEmpty();
        assertThat(hold(after).orElseThrow().size()).isEqualTo(1);
    }

    @Test
    void time_is_a_confirmation_only_where_settings_say_so() {
        var patient =
                new Reconciler(
                        new HoldRules(
                                10,
                                0.5,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                Optional.of(Duration.ofHours(2))),
                        recent);
        EnvironmentImage before = flags(20);
        UpstreamState gone = state(before, ALL, documents(flags(5), _ -> true));

        Plan first = patient.plan(before, gone, START);
        Plan soon = patient.plan(before, gone, START + 2 * HOUR - 1);
        Plan late = patient.plan(before, gone, START + 2 * HOUR);

        assertThat(first.changes()).isEmpty();
        assertThat(first.lookAgain()).contains(Duration.ofHours(2));
        assertThat(soon.changes()).isEmpty();
        assertThat(late.changes()).hasSize(15);
    }

    @Test
    void time_counts_anew_for_what_upstream_listed_meanwhile() {
        var patient =
                new Reconciler(
                        new HoldRules(
                                10,
                                0.5,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                Optional.of(Duration.ofHours(2))),
                        recent);
        EnvironmentImage before = flags(20);
        UpstreamState gone = state(before, ALL, documents(flags(5), _ -> true));
        patient.plan(before, gone, START);
        patient.plan(before, state(before, ALL, documents(before, _ -> true)), START + HOUR);

        patient.plan(before, gone, START + HOUR + 1);

        assertThat(patient.plan(before, gone, START + 2 * HOUR).changes()).isEmpty();
    }

    @Test
    void the_last_api_key_stays_and_others_may_go() {
        EnvironmentImage before =
                log(new EnvironmentId("env-1")).serverKey("a").serverKey("b").complete().image();
        var oneLess = documents(before, key -> !key.equals(apiKey("a")));

        Plan none = reconciler.plan(before, state(before, KEYS, List.of()), START);
        RemovalHold hold = hold(before).orElseThrow();
        Plan one = reconciler.plan(before, state(before, KEYS, oneLess), START + 1);

        assertThat(none.changes()).isEmpty();
        assertThat(hold.size()).isEqualTo(2);
        assertThat(hold.why()).contains("no API key");
        assertThat(one.changes()).extracting(PlannedChange::key).containsExactly(apiKey("a"));
        assertThat(hold(before)).isEmpty();
    }

    @Test
    void a_key_that_upstream_accepts_stays_although_it_is_not_listed() {
        EnvironmentImage before =
                log(new EnvironmentId("env-1"))
                        .serverKey("own")
                        .serverKey("b")
                        .serverKey("c")
                        .complete()
                        .image();
        UpstreamState listed =
                state(before, KEYS, documents(before, key -> key.equals(apiKey("c"))));

        Plan works =
                reconciler.plan(before, listed.accepting(Set.of(HashedApiKey.of("own"))), START);
        RemovalHold hold = hold(before).orElseThrow();
        Plan refused = reconciler.plan(before, listed, START + 1);

        assertThat(works.changes()).extracting(PlannedChange::key).containsExactly(apiKey("b"));
        assertThat(hold.reasons()).containsOnlyKeys(apiKey("own"));
        assertThat(refused.changes()).hasSize(2);
    }

    @Test
    void what_one_list_holds_stays_while_others_are_read() {
        EnvironmentImage before = flags(20);
        plan(before, FLAGS, flags(0), START);

        reconciler.plan(before, state(before, KEYS, List.of()), START + 1);
        reconciler.plan(before, state(before, Set.of(Domain.SEGMENT), List.of()), START + 2);

        assertThat(hold(before).orElseThrow().size()).isEqualTo(20);
    }

    private Optional<RemovalHold> hold(EnvironmentImage image) {
        return reconciler.heldRemovals().current(image, START);
    }

    private Plan plan(
            EnvironmentImage image, Set<Domain> covered, EnvironmentImage upstream, long now) {
        return reconciler.plan(
                image,
                state(image, covered, documents(upstream, key -> covered.contains(key.domain()))),
                now);
    }

    private static UpstreamState state(
            EnvironmentImage image, Set<Domain> covered, Collection<Document> documents) {
        EnvironmentNames names = Objects.requireNonNull(image.identity()).names();
        return UpstreamState.of(names, covered, documents, List.of());
    }

    private static List<Document> documents(EnvironmentImage image, Predicate<DocumentKey> which) {
        return image.entries().stream()
                .<Document>map(entry -> entry.document())
                .filter(document -> document.key().domain() != Domain.ENVIRONMENT)
                .filter(document -> which.test(document.key()))
                .toList();
    }

    private static DocumentKey apiKey(String raw) {
        return new DocumentKey.OfApiKey(HashedApiKey.of(raw));
    }

    /** {@code flag-0} and so on. */
    private static EnvironmentImage flags(int count) {
        LogFixture log = log(new EnvironmentId("env-1"));
        for (int i = 0; i < count; i++) {
            log.flag(flag("flag-" + i).version(1));
        }
        return log.complete().image();
    }

    /** The image after so many removals, from the flag of that name on. */
    private static EnvironmentImage without(EnvironmentImage image, String from, int count) {
        int first = Integer.parseInt(from.substring("flag-".length()));
        var delta = new EnvironmentDelta(image);
        for (int i = 0; i < count; i++) {
            delta.replay(
                    new Change.Removed(
                            new Position(1, image.revision() + 1 + i),
                            0,
                            new DocumentKey.OfFlag("flag-" + (first + i))));
        }
        return delta.apply();
    }
}
