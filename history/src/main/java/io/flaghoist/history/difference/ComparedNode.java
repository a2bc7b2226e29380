package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place in both versions of a document. A side is null where it has no such place.
 *
 * @param path as {@link Difference#path()} spells it
 */
record ComparedNode(String path, @Nullable JsonNode before, @Nullable JsonNode after) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    ComparedNode field(String name) {
        String plain = path.isEmpty() ? name : path + "." + name;
        return child(isPlain(name) ? plain : path + "[" + inQuotes(name) + "]", it -> it.get(name));
    }

    ComparedNode index(int index) {
        return child(path + "[" + index + "]", it -> it.get(index));
    }

    private ComparedNode child(String name, Function<JsonNode, @Nullable JsonNode> child) {
        return new ComparedNode(
                name,
                before == null ? null : child.apply(before),
                after == null ? null : child.apply(after));
    }

    /**
     * The path of the element with {@code key}.
     *
     * @param occurrence from 1, where several elements have that key
     */
    String element(String key, int occurrence) {
        String name = key.isEmpty() || isPlain(key) ? key : inQuotes(key);
        String number = occurrence == 1 && !key.isEmpty() ? "" : "#" + occurrence;
        return path + "[" + name + number + "]";
    }

    private static boolean isPlain(String name) {
        return PLAIN.matcher(name).matches();
    }

    private static String inQuotes(String name) {
        return '"' + Texts.escaped(name.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }

    boolean same() {
        return Objects.equals(before, after);
    }

    /** Whether both sides are there, and {@code kind}. */
    boolean are(Predicate<JsonNode> kind) {
        return before != null && after != null && areAtMost(kind);
    }

    /** Whether each side is {@code kind}, or not there. */
    boolean areAtMost(Predicate<JsonNode> kind) {
        return (before == null || kind.test(before)) && (after == null || kind.test(after));
    }

    boolean isAdded() {
        return before == null;
    }

    /** Of an element that one side alone has: that one; else empty. */
    Optional<JsonNode> only() {
        return before != null && after != null ? Optional.empty() : Optional.of(either());
    }

    /** The later version, or the earlier one where there is no later one. */
    JsonNode either() {
        return after != null ? after : Objects.requireNonNull(before);
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
