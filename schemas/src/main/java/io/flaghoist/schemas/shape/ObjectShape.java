package io.flaghoist.schemas.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The shape of one kind of object: its known fields in their order, each required, defaulted or
 * optional. Fields that it does not know are kept behind the known ones, in alphabetical order, so
 * that equal content has equal bytes.
 */
final class ObjectShape implements ValueRule {
    private final List<Field> fields;
    private final Set<String> known;

    private ObjectShape(List<Field> fields) {
        this.fields = List.copyOf(fields);
        this.known = new HashSet<>(fields.stream().map(Field::name).toList());
    }

    static Builder builder() {
        return new Builder();
    }

    @Override
    public ObjectNode shape(JsonNode value, String path) throws ShapeViolation {
        if (!(value instanceof ObjectNode object)) {
            throw new ShapeViolation(path, "is not an object");
        }
        ObjectNode shaped = JsonNodeFactory.instance.objectNode();
        for (Field field : fields) {
            JsonNode inShape = field.shape(object, path);
            if (inShape != null) {
                shaped.set(field.name(), inShape);
            }
        }
        for (String name : sortedNames(object)) {
            if (!known.contains(name)) {
                shaped.set(name, sorted(object.get(name)));
            }
        }
        return shaped;
    }

    /** {@code value} with the fields of all objects in it in alphabetical order. */
    static JsonNode sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode inOrder = JsonNodeFactory.instance.objectNode();
            for (String name : sortedNames(object)) {
                inOrder.set(name, sorted(object.get(name)));
            }
            return inOrder;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode inOrder = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> inOrder.add(sorted(element)));
            return inOrder;
        }
        return value;
    }

    private static Set<String> sortedNames(ObjectNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** What stands in for a value that is absent or null. */
    private interface Absent {
        @Nullable JsonNode substitute(ObjectNode object, String path) throws ShapeViolation;
    }

    private record Field(String name, ValueRule rule, Absent absent) {
        @Nullable JsonNode shape(ObjectNode object, String path) throws ShapeViolation {
            String here = path + "." + name;
            JsonNode value = object.get(name);
            if (value == null || value.isNull()) {
                return absent.substitute(object, here);
            }
            return rule.shape(value, here);
        }
    }

    static final class Builder {
        private final List<Field> fields = new ArrayList<>();

        Builder required(String name, ValueRule rule) {
            return field(
                    name,
                    rule,
                    (object, path) -> {
                        throw new ShapeViolation(path, "is missing");
                    });
        }

        Builder orElse(String name, ValueRule rule, JsonNode substitute) {
            return field(name, rule, (object, path) -> substitute);
        }

        /** Takes the value of {@code other}, or the empty text, where {@code name} is absent. */
        Builder orElseFrom(String name, ValueRule rule, String other) {
            return field(
                    name,
                    rule,
                    (object, path) ->
                            JsonNodeFactory.instance.textNode(object.path(other).asText("")));
        }

        Builder orEmptyArray(String name, ValueRule element) {
            return field(
                    name,
                    ValueRule.arrayOf(element),
                    (object, path) -> JsonNodeFactory.instance.arrayNode());
        }

        /** Left out where absent; null is absent. */
        Builder optional(String name, ValueRule rule) {
            return field(name, rule, (object, path) -> null);
        }

        ObjectShape build() {
            return new ObjectShape(fields);
        }

        private Builder field(String name, ValueRule rule, Absent absent) {
            fields.add(new Field(name, rule, absent));
            return this;
        }
    }
}
