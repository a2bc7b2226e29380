package io.flaghoist.edge.usage;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks through the JSON of a post, which may have nulls wherever it has something. */
final class Tokens {
    /** What is done with the element or attribute that the parser stands in. */
    interface Step {
        void run() throws IOException;
    }

    /** Takes an attribute whose value is there. */
    interface AttributeSink {
        /** Whether the value of attribute {@code key} is of interest. */
        boolean wants(String key);

        void take(String key, String value);
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

    /** Passes over the value of the field that the parser stands at. */
    void skipValue() throws IOException {
        var _ = parser.nextToken();
        var _ = parser.skipChildren();
    }

    /**
     * The list that is the value of the field that the parser stands at: {@code each} is run for
     * every object in it, {@code missing} for every null.
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

    /** The number that is the field's value; 0 for null, the largest for what is larger. */
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

    /** Whether the field's value is the word true; whatever else it is, it is passed over. */
    boolean isTrue() throws IOException {
        boolean isTrue = next() == JsonToken.VALUE_TRUE;
        var _ = parser.skipChildren();
        return isTrue;
    }

    /** The attributes that are the field's value: a list of keys with values. */
    void attributes(AttributeSink sink) throws IOException {
        objects(() -> attribute(sink), () -> {});
    }

    private void attribute(AttributeSink sink) throws IOException {
        String key = null;
        String value = null;
        while (next() == JsonToken.FIELD_NAME) {
            switch (name()) {
                case "key" -> key = text();
                case "value" -> value = value(key == null || sink.wants(key));
                default -> skipValue();
            }
        }
        if (key != null && value != null && sink.wants(key)) {
            sink.take(key, value);
        }
    }

    /** Null where there is no plain value, or none that is wanted: then no text is made of it. */
    private @Nullable String value(boolean wanted) throws IOException {
        JsonToken token = next();
        if (token == null || !token.isScalarValue()) {
            var _ = parser.skipChildren();
            return null;
        }
        return wanted && token != JsonToken.VALUE_NULL ? parser.getText() : null;
    }
}
