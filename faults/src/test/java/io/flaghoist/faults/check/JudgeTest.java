package io.flaghoist.faults.check;

import static io.flaghoist.faults.check.ManualTime.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is honest and what is not: SaaS held "old" until a change that took from 10 s to 11 s. */
class JudgeTest {
    private static final DocumentKey FLAG = new DocumentKey.OfFlag("dark_mode");
    private static final DocumentKey GONE = new DocumentKey.OfFlag("gone");
    private static final Content OLD = new Content("old");
    private static final Content NEW = new Content("new");
    private static final Content FORGED = new Content("forged");

    private final ManualTime time = new ManualTime();
    private final Truth truth = new Truth(time);

    JudgeTest() {
        change(FLAG, OLD, 1, 1);
        change(GONE, OLD, 1, 1);
        change(FLAG, NEW, 10, 11);
        change(GONE, Content.ABSENT, 10, 11);
    }

    @Test
    void what_saas_holds_is_honest() {
        assertThat(verdict(FLAG, NEW, "0", 20)).isInstanceOf(Verdict.Honest.class);
        assertThat(verdict(GONE, Content.ABSENT, "0", 20)).isInstanceOf(Verdict.Honest.class);
    }

    @Test
    void what_saas_held_within_the_age_and_two_seconds_is_honest() {
        assertThat(verdict(FLAG, OLD, "4", 17)).isEqualTo(new Verdict.Honest(at(6)));
    }

    @Test
    void an_old_document_with_a_young_age_is_a_lie() {
        assertThat(verdict(FLAG, OLD, "4", 17.001))
                .isEqualTo(new Verdict.Lie(at(4), Optional.of(at(6.001))));
    }

    @Test
    void while_a_change_is_made_both_states_are_honest() {
        assertThat(verdict(FLAG, OLD, "0", 10.9)).isEqualTo(new Verdict.Honest(Duration.ZERO));
        assertThat(verdict(FLAG, NEW, "0", 10.1)).isEqualTo(new Verdict.Honest(Duration.ZERO));
    }

    @Test
    void what_will_be_only_later_is_a_lie() {
        assertThat(verdict(FLAG, NEW, "0", 9.9))
                .isEqualTo(new Verdict.Lie(Duration.ZERO, Optional.empty()));
    }

    @Test
    void what_came_between_request_and_answer_is_honest() {
        assertThat(verdict(FLAG, NEW, "0", 9.5, 10.5)).isInstanceOf(Verdict.Honest.class);
    }

    @Test
    void a_removed_document_that_is_still_served_is_a_lie() {
        assertThat(verdict(GONE, OLD, "1", 20)).isInstanceOf(Verdict.Lie.class);
    }

    @Test
    void a_document_that_is_missing_is_a_lie() {
        assertThat(verdict(FLAG, Content.ABSENT, "1", 20)).isInstanceOf(Verdict.Lie.class);
    }

    @Test
    void what_nobody_ever_wrote_is_a_lie_at_any_age_that_is_not_stale() {
        assertThat(verdict(FLAG, FORGED, "100", 200))
                .isEqualTo(new Verdict.Lie(at(100), Optional.empty()));
    }

    @Test
    void a_document_of_nobody_that_saas_never_had_is_a_lie() {
        assertThat(verdict(new DocumentKey.OfFlag("invented"), FORGED, "1", 20))
                .isInstanceOf(Verdict.Lie.class);
    }

    @Test
    void who_says_that_he_is_stale_may_serve_what_he_has() {
        var stale = answer(FLAG, OLD, new Claim.Aged(at(61), true), at(200), at(200));
        assertThat(Judge.judge(stale, truth)).containsEntry(FLAG, new Verdict.SaidStale());
        assertThat(verdict(FLAG, OLD, "unproven", 200)).isEqualTo(new Verdict.SaidStale());
    }

    @Test
    void who_says_nothing_of_its_age_is_found() {
        var answer = answer(FLAG, NEW, new Claim.Silent(), at(20), at(20));
        assertThat(Judge.judge(answer, truth)).containsEntry(FLAG, new Verdict.Untold());
    }

    @Test
    void a_named_exception_may_be_old_and_excuses_no_other() {
        var documents = Map.of(FLAG, OLD, GONE, OLD);

        assertThat(Judge.judge(list(documents, new Exceptions(Set.of(FLAG), 0)), truth))
                .containsEntry(FLAG, new Verdict.Named())
                .extractingByKey(GONE)
                .isInstanceOf(Verdict.Lie.class);
    }

    @Test
    void a_named_exception_that_is_true_all_the_same_is_honest() {
        var named = list(Map.of(FLAG, NEW), new Exceptions(Set.of(FLAG), 0));

        assertThat(Judge.judge(named, truth).get(FLAG)).isInstanceOf(Verdict.Honest.class);
    }

    @Test
    void where_more_is_old_than_is_left_unnamed_nothing_is_excused() {
        var documents = Map.of(FLAG, OLD, GONE, OLD);

        assertThat(Judge.judge(list(documents, new Exceptions(Set.of(), 2)), truth).values())
                .containsOnly(new Verdict.Named());
        assertThat(Judge.judge(list(documents, new Exceptions(Set.of(FLAG), 1)), truth).values())
                .containsOnly(new Verdict.Named());
        assertThat(Judge.judge(list(documents, new Exceptions(Set.of(), 1)), truth).values())
                .hasOnlyElementsOfType(Verdict.Lie.class);
    }

    @Test
    void a_change_that_was_refused_was_none() {
        time.set(30);
        assertThatThrownBy(() ->
                        truth.change(
                                FLAG,
                                () -> {
                                    throw new IllegalStateException("refused");
                                }))
                .hasMessage("refused");

        assertThat(verdict(FLAG, NEW, "0", 40)).isInstanceOf(Verdict.Honest.class);
    }

    private void change(DocumentKey key, Content content, double asked, double confirmed) {
        time.set(asked);
        truth.change(
                key,
                () -> {
                    time.set(confirmed);
                    return content;
                });
    }

    private Verdict verdict(DocumentKey key, Content content, String age, double at) {
        return verdict(key, content, age, at, at);
    }

    private Verdict verdict(
            DocumentKey key, Content content, String age, double asked, double answered) {
        var answer = answer(key, content, aged(age), at(asked), at(answered));
        return Judge.judge(answer, truth).getOrDefault(key, new Verdict.Untold());
    }

    private static Claim aged(String age) {
        return Claim.of(Optional.of(age), Optional.empty());
    }

    private static ServedAnswer list(Map<DocumentKey, Content> documents, Exceptions exceptions) {
        var subject = new Sighting.Subject("edge-1", "one");
        return new ServedAnswer(subject, aged("1"), documents, exceptions, at(20), at(20));
    }

    private static ServedAnswer answer(
            DocumentKey key, Content content, Claim claim, Duration asked, Duration answered) {
        var subject = new Sighting.Subject("edge-1", "one");
        return new ServedAnswer(
                subject, claim, Map.of(key, content), Exceptions.NONE, asked, answered);
    }
}
