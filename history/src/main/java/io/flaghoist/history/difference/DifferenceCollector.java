package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The differences found so far, in the order in which they are told. Whatever nobody has words for
 * is told plainly, field by field, so that nothing that differs is passed over. Confined to one
 * comparison.
 */
final class DifferenceCollector {
    private static final int LONGEST_LINE = 600;

    private final List<Difference> found = new ArrayList<>();

    List<Difference> list() {
        return List.copyOf(found);
    }

    void add(ComparedNode both, String text) {
        add(both.path(), both.before(), both.after(), text);
    }

    void add(Path path, @Nullable JsonNode before, @Nullable JsonNode after, String text) {
        found.add(new Difference(path.text(), before, after, SafeText.cut(text, LONGEST_LINE)));
    }

    /** Has {@code both} told by {@code teller}, and plainly if that finds no words. */
    void tell(ComparedNode both, String context, String label, Consumer<ComparedNode> teller) {
        if (both.same()) {
            return;
        }
        int soFar = found.size();
        teller.accept(both);
        if (found.size() == soFar) {
            plainly(both, context, label);
        }
    }

    /** A field with a name that people know, such as a description. */
    void named(ComparedNode both, String context, String name) {
        if (!both.same()) {
            line(both, context + name);
        }
    }

    /** All fields of an object but {@code told}, which have been told otherwise. */
    void rest(ComparedNode objects, String context, Set<String> told) {
        for (String name : objects.names()) {
            if (!told.contains(name)) {
                plainly(objects.field(name), context, name);
            }
        }
    }

    /**
     * Whatever differs, down to the single value.
     *
     * @param label what the place is called within {@code context}
     */
    void plainly(ComparedNode both, String context, String label) {
        if (both.same()) {
            return;
        }
        if (both.are(JsonNode::isObject)) {
            for (String name : both.names()) {
                plainly(both.field(name), context, label + "." + name);
            }
        } else if (both.are(JsonNode::isArray) && both.size() >= 0) {
            for (int i = 0; i < both.size(); i++) {
                plainly(both.index(i), context, label + "[" + i + "]");
            }
        } else {
            line(both, context + Words.quoted(label));
        }
    }

    private void line(ComparedNode both, String what) {
        JsonNode before = both.before();
        JsonNode after = both.after();
        if (before != null && after != null) {
            add(both, what + ": " + Words.change(before, after));
        } else if (after != null) {
            add(both, what + " added: " + Words.value(after));
        } else if (before != null) {
            add(both, what + " removed (was " + Words.value(before) + ")");
        }
    }
}
