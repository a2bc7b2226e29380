package io.flaghoist.schemas.image;

import static io.flaghoist.schemas.image.Log.flag;
import static io.flaghoist.schemas.image.Log.removed;
import static io.flaghoist.schemas.image.Log.replay;
import static io.flaghoist.schemas.image.Log.saved;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EnvironmentDeltaTest {
    @Property(tries = 200)
    void replaying_a_log_gives_one_image_however_it_is_cut_into_batches(
            @ForAll("logs") List<Change> log, @ForAll("cuts") List<Integer> cuts) {
        EnvironmentImage whole = replay(log);
        EnvironmentImage inBatches = EnvironmentImage.empty(Log.ENVIRONMENT);
        int start = 0;
        for (int cut : cuts.stream().map(c -> c % (log.size() + 1)).sorted().toList()) {
            inBatches = replay(inBatches, log.subList(start, cut));
            start = cut;
        }
        inBatches = replay(inBatches, log.subList(start, log.size()));
        assertThat(inBatches).isEqualTo(whole);
        assertThat(inBatches.flagList().identity()).isEqualTo(whole.flagList().identity());
        assertThat(inBatches.flagList().gzip()).isEqualTo(whole.flagList().gzip());
        assertThat(inBatches.flagList().etag()).isEqualTo(whole.flagList().etag());
    }

    @Property(tries = 200)
    void the_image_of_a_log_holds_what_the_image_of_its_compacted_log_holds(
            @ForAll("logs") List<Change> log) {
        Map<DocumentKey, Change> latest = new HashMap<>();
        log.forEach(change -> latest.put(change.key(), change));
        List<Change> compacted = log.stream().filter(latest::containsValue).toList();
        assertThat(documents(replay(compacted))).isEqualTo(documents(replay(log)));
        assertThat(replay(compacted).digest()).isEqualTo(replay(log).digest());
    }

    @Property(tries = 200)
    void the_newest_change_of_each_document_makes_the_image_of_the_log(
            @ForAll("logs") List<Change> log) {
        Map<DocumentKey, Change> latest = new HashMap<>();
        log.forEach(change -> latest.put(change.key(), change));
        EnvironmentImage image = EnvironmentDelta.imageOf(Log.ENVIRONMENT, latest.values());
        assertThat(image).isEqualTo(replay(log));
    }

    @Test
    void two_documents_at_one_position_are_both_taken_when_their_keys_decide() {
        EnvironmentImage image =
                EnvironmentDelta.imageOf(
                        Log.ENVIRONMENT,
                        List.of(saved(1, flag("a", 1, "")), saved(1, flag("b", 1, ""))));
        assertThat(image.flagCount()).isEqualTo(2);
    }

    @Property(tries = 200)
    void a_log_delivered_again_from_anywhere_changes_nothing(
            @ForAll("logs") List<Change> log, @ForAll("cuts") List<Integer> from) {
        EnvironmentImage whole = replay(log);
        int start = from.isEmpty() ? 0 : from.getFirst() % (log.size() + 1);
        assertThat(replay(whole, log.subList(start, log.size()))).isSameAs(whole);
    }

    @Test
    void a_change_that_is_not_after_the_image_is_ignored_and_said_so() {
        EnvironmentImage image =
                replay(List.of(saved(1, flag("a", 1, "")), saved(2, flag("a", 2, ""))));
        var delta = new EnvironmentDelta(image);
        assertThat(delta.replay(saved(2, flag("a", 3, "")))).isFalse();
        assertThat(delta.isEmpty()).isTrue();
        assertThat(delta.replay(removed(3, new DocumentKey.OfFlag("a")))).isTrue();
    }

    @Test
    void a_later_epoch_outranks_a_higher_revision_of_an_earlier_one() {
        EnvironmentImage image = replay(List.of(saved(9, flag("a", 1, "old"))));
        var delta = new EnvironmentDelta(image);
        var later =
                new Change.Saved(new io.flaghoist.schemas.Position(2, 5), 0, flag("a", 2, "new"));
        assertThat(delta.replay(later)).isTrue();
        assertThat(delta.apply().flag("a")).isEqualTo(later.document());
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 1000).list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Change>> logs() {
        Arbitrary<String> name = Arbitraries.of("a", "b", "c", "dark_mode", "é");
        Arbitrary<Step> save =
                Combinators.combine(
                                name,
                                Arbitraries.integers().between(1, 5),
                                Arbitraries.integers().between(0, 3))
                        .as((n, version, domain) ->
                                revision ->
                                        saved(
                                                revision,
                                                switch (domain) {
                                                    case 0 -> Log.segment(n, version);
                                                    case 1 -> Log.apiKey(n + version);
                                                    case 2 -> Log.environment();
                                                    default -> flag(n, version, "v" + version);
                                                }));
        Arbitrary<Step> remove =
                Combinators.combine(name, Arbitraries.of(true, false))
                        .as((n, isFlag) ->
                                revision ->
                                        removed(
                                                revision,
                                                isFlag
                                                        ? new DocumentKey.OfFlag(n)
                                                        : new DocumentKey.OfSegment(n)));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, save), net.jqwik.api.Tuple.of(1, remove))
                .list()
                .ofMaxSize(40)
                .map(steps -> {
                    var log = new ArrayList<Change>();
                    steps.forEach(step -> log.add(step.at(log.size() + 1L)));
                    return log;
                });
    }

    private interface Step {
        Change at(long revision);
    }

    private static Map<DocumentKey, Document> documents(EnvironmentImage image) {
        var documents = new HashMap<DocumentKey, Document>();
        image.entries().forEach(entry -> documents.put(entry.document().key(), entry.document()));
        return documents;
    }
}
