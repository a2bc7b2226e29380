package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One place in both versions of a document. A side is null where it has no such place. */
record ComparedNode(Path path, @Nullable JsonNode before, @Nullable JsonNode after) {

    ComparedNode field(String name) {
        return new ComparedNode(
                path.field(name),
                before == null ? null : before.get(name),
                after == null ? null : after.get(name));
    }

    ComparedNode index(int index) {
        return new ComparedNode(
                path.index(index),
                before == null ? null : before.get(index),
                after == null ? null : after.get(index));
    }

    boolean same() {
        return Objects.equals(before, after);
    }

    /** Whether both sides are there, and {@code kind}. */
    boolean are(Predicate<JsonNode> kind) {
        return before != null && after != null && kind.test(before) && kind.test(after);
    }

    /** Whether each side is {@code kind}, or not there. */
    boolean areAtMost(Predicate<JsonNode> kind) {
        return (before == null || kind.test(before)) && (after == null || kind.test(after));
    }

    /** How many elements either side has; -1 if not the same number. */
    int size() {
        int was = before == null ? 0 : before.size();
        return was == (after == null ? 0 : after.size()) ? was : -1;
    }

    /** Of an element that one side alone has: that one; else empty. */
    Optional<JsonNode> only() {
        if (before == null) {
            return Optional.ofNullable(after);
        }
        return after == null ? Optional.of(before) : Optional.empty();
    }

    boolean isAdded() {
        return before == null;
    }

    /** The names of the fields of either side, in alphabetical order. */
    Set<String> names() {
        var names = new TreeSet<String>();
        if (before != null) {
            before.fieldNames().forEachRemaining(names::add);
        }
        if (after != null) {
            after.fieldNames().forEachRemaining(names::add);
        }
        return names;
    }
}
