package io.flaghoist.history.verify;

import static io.flaghoist.history.sample.SampleLog.source;
import static io.flaghoist.history.sample.Tampering.changed;
import static io.flaghoist.history.sample.Tampering.header;
import static io.flaghoist.history.sample.Tampering.json;
import static io.flaghoist.history.sample.Tampering.laid;
import static io.flaghoist.history.sample.Tampering.swapped;
import static io.flaghoist.history.sample.Tampering.value;
import static io.flaghoist.history.sample.Tampering.with;
import static io.flaghoist.history.sample.Tampering.without;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.sample.SampleLog;
import io.flaghoist.history.verify.Finding.Kind;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.HistoryCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

class VerifierTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("prod");

    /** Ten changes by two writers; the flag {@code a} at 1, 3, 7 and 10, the group at 2 and 9. */
    private static SampleLog sample() {
        return new SampleLog(ENVIRONMENT)
                .save(flag("a").document())
                .save(segment("g").document())
                .save(flag("a").version(2).document())
                .save(flag("b").document())
                .complete()
                .newWriter()
                .remove(new DocumentKey.OfFlag("b"))
                .save(flag("a").version(3).document())
                .save(flag("c").document())
                .save(segment("g").version(2).document())
                .save(flag("a").version(4).document());
    }

    private final SampleLog log = sample();

    private Verdict verify(List<StoredRecord> history, Expectations expectations) {
        return verify(source(history), source(log.compacted()), expectations);
    }

    private Verdict verify(List<StoredRecord> history) {
        return verify(history, Expectations.NONE);
    }

    private static Verdict verify(
            RecordSource history, RecordSource config, Expectations expectations) {
        try {
            return Verifier.verify(ENVIRONMENT, history, config, expectations, Progress.NONE);
        } catch (LogUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ListAssert<String> assertFindings(Verdict verdict) {
        assertThat(verdict.findingCount()).isEqualTo(verdict.findings().size());
        return assertThat(
                verdict.findings().stream()
                        .map(it ->
                                "%s %d %s %s"
                                        .formatted(it.kind(), it.revision(), it.key(), it.place()))
                        .toList());
    }

    @Test
    void an_untouched_log_is_intact_and_its_ends_are_told() {
        Verdict verdict = verify(log.history(), Expectations.NONE.with(log.status()));
        assertFindings(verdict).isEmpty();
        assertThat(verdict.notices()).isEmpty();
        assertThat(verdict.records()).isEqualTo(10);
        Verdict.End first = Objects.requireNonNull(verdict.first());
        Verdict.End last = Objects.requireNonNull(verdict.last());
        assertThat(first.epoch() + "/" + first.revision()).isEqualTo("1/1");
        assertThat(last.epoch() + "/" + last.revision()).isEqualTo("2/10");
        assertThat(last.hash()).isEqualTo(log.status().historyHash());
        assertThat(verdict.documents()).isEqualTo(4);
        assertThat(verdict.compared()).isEqualTo(5);
    }

    @Test
    void an_empty_log_is_intact() {
        var empty = new SampleLog(ENVIRONMENT);
        assertFindings(verify(source(empty.history()), source(empty.config()), Expectations.NONE))
                .isEmpty();
    }

    // --- altered

    @Test
    void a_record_that_the_next_does_not_chain_to_is_altered() {
        Verdict verdict = verify(changed(log.history(), 2, json(it -> it.put("cause", "poll"))));
        assertFindings(verdict).containsExactly("ALTERED 3 flag/a history-0@2");
        assertThat(verdict.findings().getFirst().words())
                .isEqualTo("Revision 3 is not the record that revision 4 was chained to");
    }

    @Test
    void a_document_without_the_hash_that_stands_beside_it_is_altered() {
        assertFindings(
                        verify(
                                changed(
                                        log.history(),
                                        6,
                                        json(it ->
                                                it.withObject("/after/document")
                                                        .put("state", "on")))))
                .containsExactly("ALTERED 7 flag/a history-0@6");
    }

    @Test
    void an_altered_previous_hash_names_its_own_record_and_not_its_neighbour() {
        assertFindings(
                        verify(
                                changed(
                                        log.history(),
                                        3,
                                        json(it -> it.put("previousHash", "a".repeat(64))))))
                .containsExactly("ALTERED 4 flag/b history-0@3");
        assertFindings(
                        verify(
                                changed(
                                        log.history(),
                                        0,
                                        json(it -> it.put("previousHash", "a".repeat(64))))))
                .containsExactly("ALTERED 1 flag/a history-0@0");
    }

    @Test
    void headers_and_keys_that_disagree_with_the_value_are_altered() {
        for (String name : List.of("revision", "epoch", "kind", "sha256", "environment", "sv")) {
            assertFindings(verify(changed(log.history(), 4, header(name, "7"))))
                    .as(name)
                    .containsExactly("ALTERED 5 environment history-0@4");
        }
    }

    @Test
    void a_record_that_says_it_is_another_revision_is_altered() {
        for (long revision : List.of(1L, 3L, 5L, 6L, 10L, 400L)) {
            var tampered = changed(log.history(), 3, json(it -> it.put("revision", revision)));
            assertFindings(verify(tampered))
                    .as("%d", revision)
                    .containsExactly("ALTERED 4 flag/b history-0@3");
            assertFindings(
                            verify(
                                    changed(
                                            tampered,
                                            3,
                                            header("revision", Long.toString(revision)))))
                    .as("%d in the header too", revision)
                    .containsExactly("ALTERED 4 flag/b history-0@3");
        }
    }

    @Test
    void an_altered_last_record_is_found_by_the_config_topic_and_by_what_ingest_says() {
        int last = 9;
        String other = flag("a").version(5).document().sha256();
        var tampered =
                changed(
                        changed(
                                log.history(),
                                last,
                                json(it -> {
                                    it.putObject("after").put("sha256", other);
                                })),
                        last,
                        header("sha256", other));
        assertFindings(verify(tampered)).containsExactly("ALTERED 10 flag/a history-0@9");

        var subtle = changed(log.history(), last, json(it -> it.put("cause", "poll")));
        assertFindings(verify(subtle)).isEmpty();
        Verdict told = verify(subtle, Expectations.NONE.with(log.status()));
        assertFindings(told).containsExactly("ALTERED 10 flag/a history-0@9");
        assertThat(told.findings().getFirst().words()).contains("ingest");
    }

    @Test
    void a_last_record_that_begins_with_another_document_than_was_left_is_altered() {
        var tampered =
                changed(
                        log.history(),
                        9,
                        json(it -> it.putObject("before").put("sha256", "b".repeat(64))));
        assertFindings(verify(tampered)).containsExactly("ALTERED 10 flag/a history-0@9");
    }

    @Test
    void what_ingest_says_tells_which_of_the_last_two_records_was_altered() {
        Expectations told = Expectations.NONE.with(log.status());
        assertFindings(verify(changed(log.history(), 8, json(it -> it.put("cause", "poll"))), told))
                .containsExactly("ALTERED 9 segment/g history-0@8");
        assertFindings(
                        verify(
                                changed(
                                        log.history(),
                                        9,
                                        json(it -> it.put("previousHash", "a".repeat(64)))),
                                told))
                .containsExactly("ALTERED 10 flag/a history-0@9");
    }

    // --- missing

    @Test
    void a_gap_names_the_missing_revisions_and_the_hash_they_had() {
        Verdict one = verify(without(log.history(), 4));
        assertFindings(one).containsExactly("MISSING 5  history-0@4");
        assertThat(one.findings().getFirst().words())
                .startsWith("Revision 5 is missing before history-0@4; revision 5 had the hash ")
                .contains(
                        HistoryCodec.chainHash(
                                Objects.requireNonNull(log.history().get(4).content().value())));
        Verdict two = verify(without(without(log.history(), 4), 4));
        assertThat(two.findings())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.revision()).isEqualTo(5);
                    assertThat(it.lastRevision()).isEqualTo(6);
                });
    }

    // --- inserted

    @Test
    void a_record_that_the_chain_goes_around_is_inserted() {
        // One that continues the chain, and one that does not.
        StoredRecord fitting = json(it -> it.put("cause", "poll")).apply(log.history().get(5));
        assertFindings(verify(with(log.history(), 5, fitting)))
                .containsExactly("INSERTED 6 flag/b history-0@5");
        assertFindings(verify(with(log.history(), 2, fitting)))
                .containsExactly("INSERTED 6 flag/b history-0@2");
        assertFindings(verify(with(log.history(), 10, fitting)))
                .containsExactly("INSERTED 6 flag/b history-0@10");
    }

    @Test
    void a_second_copy_is_inserted_unless_repeats_are_expected() {
        for (int at = 4; at <= 10; at++) {
            var tampered = with(log.history(), at, log.history().get(3));
            assertFindings(verify(tampered))
                    .as("at %d", at)
                    .containsExactly("INSERTED 4 flag/b history-0@" + at);
            assertThat(verify(tampered).findings().getFirst().words())
                    .isEqualTo("A second copy of revision 4");
            Verdict mirrored = verify(tampered, Expectations.NONE.allowingRepeats());
            assertFindings(mirrored).as("at %d", at).isEmpty();
            assertThat(mirrored.notices()).hasSize(1);
        }
    }

    @Test
    void what_a_mirror_delivers_again_is_one_notice() {
        var twice = new ArrayList<>(log.history().subList(0, 8));
        twice.addAll(log.history().subList(2, 10));
        Verdict verdict = verify(laid(twice), Expectations.NONE.allowingRepeats());
        assertFindings(verdict).isEmpty();
        assertThat(verdict.notices())
                .singleElement()
                .satisfies(it ->
                        assertThat(it.words())
                                .startsWith("6 records are there a second time")
                                .endsWith("the first of them revision 3"));
    }

    // --- in another order

    @Test
    void of_swapped_neighbours_the_one_that_comes_too_early_is_inserted() {
        for (int at = 1; at < 9; at++) {
            assertThat(verify(swapped(log.history(), at, at + 1)).findings())
                    .as("at %d", at)
                    .singleElement()
                    .satisfies(it -> assertThat(it.kind()).isEqualTo(Kind.INSERTED));
        }
        assertFindings(verify(swapped(log.history(), 3, 4)))
                .containsExactly("INSERTED 5 environment history-0@3");
        assertFindings(verify(swapped(log.history(), 0, 1)))
                .containsExactly("INSERTED 1 flag/a history-0@1");
    }

    @Test
    void of_records_swapped_far_apart_the_first_is_inserted() {
        Verdict verdict = verify(swapped(log.history(), 1, 7));
        assertFindings(verdict).containsExactly("INSERTED 8 flag/c history-0@1");
        assertThat(verdict.findings().getFirst().words())
                .isEqualTo("Revision 8 lies where revision 2 belongs");
    }

    // --- forked

    @Test
    void two_writers_that_continue_the_same_record_are_a_fork() {
        SampleLog other = new SampleLog(ENVIRONMENT);
        other.save(flag("a").document())
                .save(segment("g").document())
                .save(flag("a").version(2).document())
                .save(flag("b").document())
                .complete()
                .newWriter()
                .newWriter()
                .save(flag("x").document());
        var tampered = with(log.history(), 5, other.history().get(5));
        assertFindings(verify(tampered)).containsExactly("FORKED 6 flag/x history-0@5");
    }

    @Test
    void a_branch_of_several_records_is_a_fork() {
        SampleLog other = sample();
        SampleLog branch = new SampleLog(ENVIRONMENT);
        branch.save(flag("a").document())
                .save(segment("g").document())
                .save(flag("y").document())
                .save(flag("z").document());
        var tampered = new ArrayList<>(other.history());
        tampered.addAll(2, branch.history().subList(2, 4));
        Verdict verdict = verify(laid(tampered));
        assertFindings(verdict).containsExactly("FORKED 3 flag/a history-0@4");
        assertThat(verdict.findings().getFirst().lastRevision()).isEqualTo(4);
    }

    @Test
    void a_log_written_anew_is_told_by_what_was_known_of_it() {
        KnownHead head = verify(log.history()).head("the last verification").orElseThrow();
        SampleLog anew = new SampleLog(ENVIRONMENT).save(flag("q").document());
        for (int i = 2; i <= 12; i++) {
            anew.save(flag("a").version(i).document());
        }
        Verdict verdict =
                verify(source(anew.history()), source(anew.config()), Expectations.NONE.with(head));
        assertFindings(verdict).containsExactly("FORKED 10 flag/a history-0@9");
        assertThat(verdict.findings().getFirst().words()).startsWith("The log was rewritten");
    }

    // --- a missing end

    @Test
    void an_end_that_is_gone_is_missing_by_the_config_topic() {
        Verdict verdict = verify(log.history().subList(0, 7));
        assertFindings(verdict).containsExactly("MISSING 8  history-0@6");
        assertThat(verdict.findings().getFirst().lastRevision()).isEqualTo(10);
        assertFindings(verify(List.of())).containsExactly("MISSING 1  config-0@9");
    }

    @Test
    void an_end_that_is_gone_from_both_topics_is_missing_by_what_was_known() {
        KnownHead head = verify(log.history()).head("the last verification").orElseThrow();
        assertFindings(
                        verify(
                                source(log.history().subList(0, 7)),
                                source(log.config().subList(0, 7)),
                                Expectations.NONE.with(head)))
                .containsExactly("MISSING 8  history-0@6");
    }

    @Test
    void a_history_that_begins_late_is_a_notice_unless_it_is_kept_for_ever() {
        KnownHead head = verify(log.history()).head("the last verification").orElseThrow();
        var late = laid(log.history().subList(4, 10));
        Verdict verdict = verify(late, Expectations.NONE.with(head));
        assertFindings(verdict).isEmpty();
        assertThat(verdict.notices())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.words()).startsWith("The history begins with revision 5");
                });
        assertFindings(verify(late, Expectations.NONE.with(head).keptForEver()))
                .containsExactly("MISSING 1  history-0@0");
    }

    // --- unreadable

    @Test
    void what_cannot_be_read_is_named_and_is_not_missing_as_well() {
        for (int at = 1; at < 10; at++) {
            assertThat(
                            verify(
                                            changed(
                                                    log.history(),
                                                    at,
                                                    value("x".getBytes(StandardCharsets.UTF_8))))
                                    .findings())
                    .as("at %d", at)
                    .singleElement()
                    .satisfies(it -> assertThat(it.kind()).isEqualTo(Kind.ALTERED));
        }
    }

    @Test
    void a_record_of_a_later_version_that_the_chain_vouches_for_is_a_notice() {
        SampleLog later = sample();
        var records = new ArrayList<>(later.history());
        // As if its writer had known another cause: all after it is chained anew.
        String previous = "";
        for (int i = 3; i < 10; i++) {
            String chained = previous;
            boolean isFirst = i == 3;
            records.set(
                    i,
                    json(
                                    it -> {
                                        if (isFirst) {
                                            it.put("cause", "telepathy");
                                        } else {
                                            it.put("previousHash", chained);
                                        }
                                    })
                            .apply(records.get(i)));
            previous =
                    HistoryCodec.chainHash(
                            Objects.requireNonNull(records.get(i).content().value()));
        }
        Verdict verdict = verify(records);
        assertFindings(verdict).isEmpty();
        assertThat(verdict.notices()).isNotEmpty();
    }

    // --- config

    @Test
    void a_config_topic_that_differs_from_history_is_named_with_its_own_place() {
        var config = log.compacted();
        int of = place(config, "flag/c");
        StoredRecord forged =
                new SampleLog(ENVIRONMENT).save(flag("c").on().document()).config().getFirst();
        var differs =
                changed(
                        config,
                        of,
                        record ->
                                header("revision", "8")
                                        .apply(
                                                header("epoch", "2")
                                                        .apply(
                                                                new StoredRecord(
                                                                        record.place(),
                                                                        record.timestamp(),
                                                                        forged.content()))));
        assertFindings(verify(source(log.history()), source(differs), Expectations.NONE))
                .containsExactly("ALTERED 8 flag/c config-0@" + of);
    }

    @Test
    void a_document_that_the_config_topic_lacks_or_keeps_or_never_had_is_named() {
        var config = log.compacted();
        assertFindings(
                        verify(
                                source(log.history()),
                                source(without(config, place(config, "flag/c"))),
                                Expectations.NONE))
                .containsExactly("MISSING 8 flag/c history-0@7");
        var kept = new ArrayList<>(without(config, place(config, "flag/b")));
        kept.addFirst(log.config().get(3)); // as it was before it was removed
        assertFindings(verify(source(log.history()), source(laid(kept)), Expectations.NONE))
                .containsExactly("MISSING 6 flag/b config-0@0");
        StoredRecord invented =
                header("revision", "2")
                        .apply(
                                new SampleLog(ENVIRONMENT)
                                        .save(flag("never").document())
                                        .config()
                                        .getFirst());
        assertFindings(
                        verify(
                                source(log.history()),
                                source(with(config, 0, invented)),
                                Expectations.NONE))
                .containsExactly("ALTERED 2 flag/never config-0@0");
    }

    private static int place(List<StoredRecord> records, String key) {
        for (int i = 0; i < records.size(); i++) {
            byte[] its = Objects.requireNonNull(records.get(i).content().key());
            if (new String(its, StandardCharsets.UTF_8).equals(key)) {
                return i;
            }
        }
        throw new IllegalArgumentException(key);
    }

    @Test
    void a_forgotten_tombstone_is_right() {
        var config = without(log.compacted(), place(log.compacted(), "flag/b"));
        assertFindings(verify(source(log.history()), source(config), Expectations.NONE)).isEmpty();
    }

    @Test
    void changes_that_arrive_while_it_is_read_give_no_finding() {
        // The config topic is read at revision 7 and then at 10, the history at 9.
        var reads = new int[1];
        RecordSource growing =
                visitor ->
                        source(log.config().subList(0, reads[0]++ == 0 ? 7 : 10)).forEach(visitor);
        assertFindings(verify(source(log.history().subList(0, 9)), growing, Expectations.NONE))
                .isEmpty();
    }

    @Test
    void a_half_of_a_transaction_that_is_seen_later_gives_no_finding() {
        var reads = new int[1];
        RecordSource lagging =
                visitor ->
                        source(log.history().subList(0, reads[0]++ == 0 ? 9 : 10)).forEach(visitor);
        assertFindings(verify(lagging, source(log.config()), Expectations.NONE)).isEmpty();
        reads[0] = 0;
        RecordSource laggingConfig =
                visitor ->
                        source(log.config().subList(0, reads[0]++ < 2 ? 9 : 10)).forEach(visitor);
        assertFindings(verify(source(log.history()), laggingConfig, Expectations.NONE)).isEmpty();
    }

    @Test
    void a_change_that_the_config_topic_never_gets_is_found() {
        assertFindings(
                        verify(
                                source(log.history()),
                                source(log.config().subList(0, 9)),
                                Expectations.NONE))
                .containsExactly("MISSING 10 flag/a config-0@6");
    }

    @Test
    void garbage_between_the_records_is_inserted_and_hides_nothing() {
        var garbage = new ArrayList<StoredRecord>();
        for (StoredRecord record : log.history()) {
            garbage.add(record);
            for (int i = 0; i < 200; i++) {
                garbage.add(value("x".getBytes(StandardCharsets.UTF_8)).apply(record));
            }
        }
        Verdict verdict = verify(laid(garbage));
        assertFindings(verdict).containsExactly("INSERTED 1 flag/a history-0@1");
        assertThat(verdict.records()).isEqualTo(2_010);
        assertThat(Objects.requireNonNull(verdict.last()).revision()).isEqualTo(10);
    }
}
