package io.flaghoist.history.difference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Shaped;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Laws that hold for all documents, and for whatever else stands in place of one. */
class DifferencesProperties {
    private static final int TRIES = 100;
    private static final DocumentKey FLAG = new DocumentKey.OfFlag("f");
    private static final List<DocumentKey> KEYS =
            List.of(
                    FLAG,
                    new DocumentKey.OfSegment("s"),
                    new DocumentKey.OfApiKey(HashedApiKey.of("raw")),
                    new DocumentKey.OfEnvironment());

    @Property(tries = TRIES)
    void whatever_differs_is_told_and_nothing_else(@ForAll long seed) {
        for (Case one : cases(seed)) {
            assertThat(one.differences().isEmpty())
                    .as("%s%n%s", one.before, one.after)
                    .isEqualTo(same(one.before, one.after));
        }
    }

    @Property(tries = TRIES)
    void the_order_of_the_fields_of_an_object_is_not_content(@ForAll long seed) {
        var edits = new RandomEdits(new Random(seed));
        for (Case one : cases(seed)) {
            var shuffled =
                    new Case(
                            one.key,
                            (ObjectNode) edits.reordered(one.before),
                            (ObjectNode) edits.reordered(one.after));
            assertThat(shuffled.differences()).isEqualTo(one.differences());
        }
    }

    @Property(tries = TRIES)
    void the_other_way_round_the_same_places_differ_with_their_values_swapped(@ForAll long seed) {
        for (Case one : cases(seed)) {
            assertThat(places(one.swapped().differences(), true))
                    .as("%s%n%s", one.before, one.after)
                    .isEqualTo(places(one.differences(), false));
        }
    }

    @Property(tries = TRIES)
    void every_edit_of_a_field_shows_in_the_values_of_a_difference(@ForAll long seed) {
        var dice = new Random(seed);
        for (Case one : cases(seed)) {
            ObjectNode marked = one.after.deepCopy();
            String marker = "marker" + dice.nextInt(1_000);
            mark(marked, marker, dice);
            assertThat(Compared.between(one.key, one.before, marked))
                    .as("%s%n%s", one.before, marked)
                    .anyMatch(difference -> String.valueOf(difference.after()).contains(marker));
        }
    }

    @Property(tries = TRIES)
    void no_line_is_long_breaks_or_moves_the_cursor(@ForAll long seed) {
        for (Case one : cases(seed)) {
            assertThat(one.differences())
                    .allSatisfy(difference -> {
                        assertThat(difference.text()).hasSizeBetween(1, 1_200);
                        assertThat(difference.text()).doesNotContainPattern("\\p{C}");
                        assertThat(difference.path()).doesNotContainPattern("\\p{C}");
                    });
        }
    }

    private static void mark(ObjectNode document, String marker, Random dice) {
        var objects = new ArrayList<ObjectNode>();
        document.findParents("variation").forEach(parent -> objects.add((ObjectNode) parent));
        document.findParents("attribute").forEach(parent -> objects.add((ObjectNode) parent));
        document.findParents("ruleId").forEach(parent -> objects.add((ObjectNode) parent));
        objects.add(document);
        objects.get(dice.nextInt(objects.size())).put("unknown", marker);
    }

    /** A document of each kind and its successor, some in shape, some beyond any. */
    private static List<Case> cases(long seed) {
        var dice = new Random(seed);
        var edits = new RandomEdits(dice);
        var sample =
                new RandomEnvironments(dice).next(dice.nextBoolean() ? Oddity.NONE : Oddity.ALL);
        var cases = new ArrayList<Case>();
        for (ObjectNode flag : sample.flags().subList(0, 1)) {
            cases.add(new Case(FLAG, flag, edits.edited(flag)));
            inShape(
                    CanonicalShape.flag(flag),
                    CanonicalShape.flag(edits.edited(flag)),
                    FLAG,
                    cases);
        }
        DocumentKey segmentKey = KEYS.get(1);
        for (ObjectNode segment : sample.segments().subList(0, 1)) {
            cases.add(new Case(segmentKey, segment, edits.edited(segment)));
            inShape(
                    CanonicalShape.segment(segment),
                    CanonicalShape.segment(edits.edited(segment)),
                    segmentKey,
                    cases);
        }
        DocumentKey any = KEYS.get(dice.nextInt(KEYS.size()));
        cases.add(new Case(any, sample.flags().getFirst(), sample.segments().getFirst()));
        cases.add(new Case(any, edits.edited(Json.object()), edits.edited(Json.object())));
        return cases;
    }

    private static void inShape(Shaped before, Shaped after, DocumentKey key, List<Case> cases) {
        if (before instanceof Shaped.Accepted(_, _, var was, _)
                && after instanceof Shaped.Accepted(_, _, var is, _)) {
            cases.add(new Case(key, was.tree(), is.tree()));
        }
    }

    private static boolean same(ObjectNode before, ObjectNode after) {
        return CanonicalJson.of(before).tree().equals(CanonicalJson.of(after).tree());
    }

    private static Set<List<String>> places(List<Difference> differences, boolean swapped) {
        var places = new HashSet<List<String>>();
        for (Difference one : differences) {
            String before = String.valueOf(swapped ? one.after() : one.before());
            String after = String.valueOf(swapped ? one.before() : one.after());
            places.add(List.of(one.path(), before, after));
        }
        return places;
    }

    private record Case(DocumentKey key, ObjectNode before, ObjectNode after) {
        List<Difference> differences() {
            return Compared.between(key, before, after);
        }

        Case swapped() {
            return new Case(key, after, before);
        }
    }
}
