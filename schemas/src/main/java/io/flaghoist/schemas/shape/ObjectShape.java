package io.flaghoist.schemas.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shape of one kind of object: its known fields in their order, each defaulted or optional.
 * Unknown fields are kept after the known ones, in alphabetical order, so that equal content has
 * equal bytes.
 */
final class ObjectShape implements ValueRule {
    private final List<Field> fields;
    private final Set<String> known;
    private final Consumer<ObjectNode> finish;

    private ObjectShape(Builder builder) {
        this.fields = List.copyOf(builder.fields);
        this.known = new HashSet<>(fields.stream().map(Field::name).toList());
        this.finish = builder.finish;
    }

    static Builder builder() {
        return new Builder();
    }

    @Override
    public @Nullable ObjectNode shape(JsonNode value, String path, ShapeProblems problems) {
        if (!(value instanceof ObjectNode object)) {
            problems.mended(path, "is not an object: as if it had nothing in it");
            return null;
        }
        ObjectNode shaped = known(object, path, problems);
        for (String other : sortedNames(object)) {
            if (!known.contains(other)
                    && Bounds.isNameKept(other, path, problems)
                    && Bounds.areKept(object.get(other), path + "." + other, problems)) {
                shaped.set(other, sorted(object.get(other)));
            }
        }
        return shaped;
    }

    private ObjectNode known(ObjectNode object, String path, ShapeProblems problems) {
        ObjectNode shaped = JsonNodeFactory.instance.objectNode();
        for (Field field : fields) {
            JsonNode inShape = field.shape(object, path, problems);
            if (inShape != null) {
                shaped.set(field.name(), inShape);
            }
        }
        finish.accept(shaped);
        return shaped;
    }

    @Override
    public ObjectNode empty() {
        return known(JsonNodeFactory.instance.objectNode(), "", new ShapeProblems());
    }

    /** {@code value} with sorted fields in all objects, and well-formed text. */
    static JsonNode sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode inOrder = JsonNodeFactory.instance.objectNode();
            for (String name : sortedNames(object)) {
                inOrder.set(Texts.wellFormed(name), sorted(object.get(name)));
            }
            return inOrder;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode inOrder = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> inOrder.add(sorted(element)));
            return inOrder;
        }
        return value.isTextual() ? TextNode.valueOf(Texts.wellFormed(value.textValue())) : value;
    }

    private static Set<String> sortedNames(ObjectNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The substitute for an absent or null value. */
    private interface Absent {
        @Nullable JsonNode substitute(ObjectNode object);
    }

    private record Field(String name, ValueRule rule, Absent absent) {
        @Nullable JsonNode shape(ObjectNode object, String path, ShapeProblems problems) {
            JsonNode value = object.get(name);
            JsonNode inShape =
                    value == null || value.isNull()
                            ? null
                            : rule.shape(value, path + "." + name, problems);
            return inShape == null ? absent.substitute(object) : inShape;
        }
    }

    static final class Builder {
        private final List<Field> fields = new ArrayList<>();
        private Consumer<ObjectNode> finish = _ -> {};

        Builder orElse(String field, ValueRule rule, JsonNode substitute) {
            return field(field, rule, _ -> substitute);
        }

        /** Uses the value of {@code other}, or the empty text, if {@code field} is absent. */
        Builder orElseFrom(String field, ValueRule rule, String other) {
            return field(
                    field,
                    rule,
                    object -> TextNode.valueOf(Texts.wellFormed(object.path(other).asText(""))));
        }

        Builder orEmptyArray(String field, ValueRule element, OddElement odd) {
            return field(
                    field,
                    ValueRule.arrayOf(element, odd),
                    _ -> JsonNodeFactory.instance.arrayNode());
        }

        /** Omitted if absent or null. */
        Builder optional(String field, ValueRule rule) {
            return field(field, rule, _ -> null);
        }

        /** Repairs fields that depend on each other, after all are converted. */
        Builder then(Consumer<ObjectNode> mending) {
            finish = finish.andThen(mending);
            return this;
        }

        ObjectShape build() {
            return new ObjectShape(this);
        }

        private Builder field(String field, ValueRule rule, Absent absent) {
            fields.add(new Field(field, rule, absent));
            return this;
        }
    }
}
