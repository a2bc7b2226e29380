package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Reads trees whose numbers keep their text; the parser's limits apply, including depth. */
final class TreeReader extends StdDeserializer<JsonNode> {
    private static final long serialVersionUID = 1L;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private TreeReader() {
        super(JsonNode.class);
    }

    /** For a mapper. */
    static SimpleModule module() {
        return new SimpleModule("spelled-numbers")
                .addDeserializer(JsonNode.class, new TreeReader());
    }

    @Override
    public JsonNode getNullValue(DeserializationContext context) {
        return NullNode.getInstance();
    }

    @Override
    public JsonNode deserialize(JsonParser parser, DeserializationContext context)
            throws IOException {
        return read(parser, context);
    }

    private JsonNode read(JsonParser parser, DeserializationContext context) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT, FIELD_NAME -> object(parser, context);
            case START_ARRAY -> array(parser, context);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT ->
                    parser.isNaN()
                            ? DoubleNode.valueOf(parser.getDoubleValue())
                            : new SpelledNumber(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_EMBEDDED_OBJECT -> NODES.pojoNode(parser.getEmbeddedObject());
            case END_OBJECT, END_ARRAY, NOT_AVAILABLE ->
                    (JsonNode) context.handleUnexpectedToken(JsonNode.class, parser);
        };
    }

    private JsonNode object(JsonParser parser, DeserializationContext context) throws IOException {
        ObjectNode object = NODES.objectNode();
        String name =
                parser.currentToken() == JsonToken.FIELD_NAME
                        ? parser.currentName()
                        : parser.nextFieldName();
        for (; name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            object.set(name, read(parser, context));
        }
        return object;
    }

    private JsonNode array(JsonParser parser, DeserializationContext context) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(read(parser, context));
        }
        return array;
    }

    private static JsonNode whole(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> {
                int value = parser.getIntValue();
                // Integers have no negative zero; 64-bit floats have.
                yield value == 0 && parser.getText().startsWith("-")
                        ? new SpelledNumber(parser.getText())
                        : NODES.numberNode(value);
            }
            case LONG -> NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
                    NODES.numberNode(parser.getBigIntegerValue());
        };
    }
}
