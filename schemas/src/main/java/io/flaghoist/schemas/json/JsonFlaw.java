package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.Locale;

/** Why JSON was not accepted; messages contain none of its content. */
public enum JsonFlaw {
    TOO_DEEP("it is nested more than " + Json.MAX_DEPTH + " deep"),
    LONG_TEXT("a text is longer than " + Json.MAX_STRING + " characters"),
    LONG_NAME("a name is longer than " + Json.MAX_NAME + " characters"),
    LONG_NUMBER("a number has more than " + Json.MAX_NUMBER + " digits"),

    /** Never, as there is no such table; detects its return in Jackson. */
    NAME_TABLE("the parser's table of names is full"),
    OTHER_BOUND("it exceeds a bound of the parser"),
    DUPLICATE_NAME("an object has a name twice"),
    NOT_UTF8("it is not UTF-8"),
    NOT_JSON("it is not JSON"),
    OTHER_FORM("it is JSON of another form");

    private final String words;

    JsonFlaw(String words) {
        this.words = words;
    }

    /** The flaw behind {@code failure}. */
    public static JsonFlaw of(JsonProcessingException failure) {
        Throwable cause = failure;
        while (cause instanceof JsonMappingException
                && cause.getCause() instanceof JsonProcessingException inner) {
            cause = inner;
        }
        return switch (cause) {
            case StreamConstraintsException bound -> ofBound(bound.getOriginalMessage());
            case NotUtf8Exception _ -> NOT_UTF8;
            case JsonMappingException _ -> OTHER_FORM;
            case JsonParseException wrong when isDuplicate(wrong) -> DUPLICATE_NAME;
            default -> NOT_JSON;
        };
    }

    private static boolean isDuplicate(JsonParseException wrong) {
        return wrong.getOriginalMessage().startsWith("Duplicate field");
    }

    /** Jackson distinguishes them only by their messages. */
    private static JsonFlaw ofBound(String message) {
        if (message.startsWith("Document nesting depth")) {
            return TOO_DEEP;
        }
        if (message.startsWith("String value length")) {
            return LONG_TEXT;
        }
        if (message.startsWith("Name length")) {
            return LONG_NAME;
        }
        if (message.startsWith("Number value length") || message.startsWith("BigDecimal scale")) {
            return LONG_NUMBER;
        }
        return message.contains("symbol table") ? NAME_TABLE : OTHER_BOUND;
    }

    /** Whether it exceeds a limit. */
    public boolean isBound() {
        return switch (this) {
            case TOO_DEEP, LONG_TEXT, LONG_NAME, LONG_NUMBER, NAME_TABLE, OTHER_BOUND -> true;
            case DUPLICATE_NAME, NOT_UTF8, NOT_JSON, OTHER_FORM -> false;
        };
    }

    /** The label in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Part of a sentence: "it is not UTF-8". */
    public String words() {
        return words;
    }
}
