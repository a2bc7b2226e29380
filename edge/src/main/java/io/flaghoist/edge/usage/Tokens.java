package io.flaghoist.edge.usage;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the JSON of a post, in which null may stand for any value. Confined to one thread.
 */
final class Tokens {
    /** Handles the element that the parser is positioned at. */
    interface Step {
        void run() throws IOException;
    }

    /** Receives an attribute that has a value. */
    interface AttributeSink {
        void attribute(String key, String value);
    }

    private final JsonParser parser;

    Tokens(JsonParser parser) {
        this.parser = parser;
    }

    @Nullable JsonToken next() throws IOException {
        return parser.nextToken();
    }

    String name() throws IOException {
        return parser.currentName();
    }

    JsonParseException wrong(String what) {
        return new JsonParseException(parser, what);
    }

    /** Skips the value of the current field. */
    void skipValue() throws IOException {
        var _ = parser.nextToken();
        var _ = parser.skipChildren();
    }

    /**
     * Reads the list that is the value of the current field: runs {@code each} for every object in
     * it, and {@code missing} for every null.
     */
    void objects(Step each, Step missing) throws IOException {
        JsonToken start = next();
        if (start == JsonToken.VALUE_NULL) {
            return;
        }
        if (start != JsonToken.START_ARRAY) {
            throw wrong("a list was expected");
        }
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            if (token == JsonToken.START_OBJECT) {
                each.run();
            } else if (token == JsonToken.VALUE_NULL) {
                missing.run();
            } else {
                throw wrong("an object was expected");
            }
        }
    }

    /** The number that is the field's value; 0 for null, the nearest long for larger numbers. */
    long number() throws IOException {
        JsonToken token = next();
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return (long) parser.getDoubleValue();
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw wrong("a number was expected");
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return parser.getBigIntegerValue().signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return parser.getLongValue();
    }

    /** The text that is the field's value; empty for null. */
    String text() throws IOException {
        JsonToken token = next();
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (token != JsonToken.VALUE_STRING) {
            throw wrong("a text was expected");
        }
        return parser.getText();
    }

    /** Whether the field's value is true; any other value is skipped. */
    boolean isTrue() throws IOException {
        boolean isTrue = next() == JsonToken.VALUE_TRUE;
        var _ = parser.skipChildren();
        return isTrue;
    }

    /** Reads the attributes that are the field's value: a list of keys with values. */
    void attributes(AttributeSink sink) throws IOException {
        objects(() -> attribute(sink), () -> {});
    }

    private void attribute(AttributeSink sink) throws IOException {
        String key = null;
        String value = null;
        while (next() == JsonToken.FIELD_NAME) {
            switch (name()) {
                case "key" -> key = text();
                case "value" -> value = scalar();
                default -> skipValue();
            }
        }
        if (key != null && value != null) {
            sink.attribute(key, value);
        }
    }

    /** The field's value as text; null for null, objects and lists. */
    private @Nullable String scalar() throws IOException {
        JsonToken token = next();
        if (token == null || !token.isScalarValue()) {
            var _ = parser.skipChildren();
            return null;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }
}
