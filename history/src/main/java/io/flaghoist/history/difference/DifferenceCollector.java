package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects differences in the order in which they are listed. What has no wording of its own is
 * listed field by field, so that no difference is lost. For one comparison.
 */
final class DifferenceCollector {
    private static final int LONGEST_LINE = 600;

    /** More changed members of a list than this are listed in one line. */
    private static final int FEW = 20;

    /** A line that says that these came, or went. */
    interface Line extends Function<List<String>, String> {}

    private final List<Difference> found = new ArrayList<>();

    List<Difference> list() {
        return List.copyOf(found);
    }

    void add(ComparedNode both, String text) {
        add(both.path(), both.before(), both.after(), text);
    }

    void add(String path, @Nullable JsonNode before, @Nullable JsonNode after, String text) {
        found.add(new Difference(path, before, after, Texts.cut(text, LONGEST_LINE)));
    }

    void order(ComparedNode list, String text) {
        add(list.path() + "[]", list.before(), list.after(), text);
    }

    /** Describes {@code both} by {@code description}, and field by field if that finds nothing. */
    void describe(ComparedNode both, String context, String label, Runnable description) {
        if (both.same()) {
            return;
        }
        int soFar = found.size();
        description.run();
        if (found.size() == soFar) {
            plain(both, context, label);
        }
    }

    /** A list whose elements have keys. */
    void matched(
            ComparedNode list,
            String context,
            String label,
            Matching.Key key,
            Consumer<Matching> description) {
        describe(list, context, label, () -> Matching.of(list, key).ifPresent(description));
    }

    /** A list whose elements are described one by one, and then their order. */
    void elements(
            ComparedNode list, String label, String key, String note, Consumer<ComparedNode> one) {
        Consumer<Matching> all =
                matching -> {
                    matching.pairs().forEach(pair -> one.accept(pair.both()));
                    if (matching.reordered()) {
                        order(list, label + " in another order" + note);
                    }
                };
        matched(list, "", label, Matching.Key.field(key), all);
    }

    /** A list of targets or groups: those that came, went and changed. */
    void members(
            ComparedNode list,
            String context,
            String label,
            Matching.Key key,
            Line came,
            Line went) {
        String what = context + label;
        Consumer<Matching> members =
                matching -> {
                    List<JsonNode> added = matching.added();
                    if (!added.isEmpty()) {
                        add(list.path(), null, array(added), came.apply(names(added)));
                    }
                    List<JsonNode> removed = matching.removed();
                    if (!removed.isEmpty()) {
                        add(list.path(), array(removed), null, went.apply(names(removed)));
                    }
                    changedMembers(matching, list, what);
                    if (matching.reordered()) {
                        order(list, what + " in another order");
                    }
                };
        matched(list, context, label, key, members);
    }

    private void changedMembers(Matching matching, ComparedNode list, String what) {
        List<ComparedNode> changed =
                matching.survivors().stream().filter(it -> !it.same()).toList();
        List<String> names = names(changed.stream().map(ComparedNode::either).toList());
        if (changed.size() > FEW) {
            add(list, what + ": details of " + Texts.names(names));
            return;
        }
        for (int i = 0; i < changed.size(); i++) {
            rest(changed.get(i), what + " " + Texts.quoted(names.get(i)) + ": ", Set.of());
        }
    }

    private static ArrayNode array(List<JsonNode> nodes) {
        return JsonNodeFactory.instance.arrayNode().addAll(nodes);
    }

    private static List<String> names(List<JsonNode> members) {
        return members.stream()
                .map(it -> it.isTextual() ? it.textValue() : it.path("identifier").asText(""))
                .toList();
    }

    /** A field with a name that people know, such as a description. */
    void named(ComparedNode both, String context, String name) {
        if (!both.same()) {
            line(both, context + name);
        }
    }

    /** All fields of an object but {@code described}. */
    void rest(ComparedNode objects, String context, Set<String> described) {
        for (String name : objects.names()) {
            if (!described.contains(name)) {
                plain(objects.field(name), context, name);
            }
        }
    }

    /** Whatever differs, down to the single value. */
    private void plain(ComparedNode both, String context, String label) {
        if (both.same()) {
            return;
        }
        if (both.are(JsonNode::isObject)) {
            for (String name : both.names()) {
                plain(both.field(name), context, label + "." + name);
            }
        } else if (both.are(JsonNode::isArray)
                && both.are(it -> it.size() == both.either().size())) {
            for (int i = 0; i < both.either().size(); i++) {
                plain(both.index(i), context, label + "[" + i + "]");
            }
        } else {
            line(both, context + Texts.quoted(label));
        }
    }

    private void line(ComparedNode both, String what) {
        JsonNode before = both.before();
        JsonNode after = both.after();
        if (before != null && after != null) {
            add(both, what + ": " + Texts.change(before, after));
        } else if (after != null) {
            add(both, what + " added: " + Texts.value(after));
        } else if (before != null) {
            add(both, what + " removed (was " + Texts.value(before) + ")");
        }
    }
}
