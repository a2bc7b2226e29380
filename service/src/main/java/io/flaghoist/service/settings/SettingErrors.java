package io.flaghoist.service.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** Reports what is wrong with settings and goes on, as if the setting were absent. */
final class SettingErrors extends DeserializationProblemHandler {
    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private final BiConsumer<JsonPointer, String> unknown;
    private final BadValues badValues;

    /** Receives each value that is wrong. */
    @FunctionalInterface
    interface BadValues {
        /**
         * Reports a value.
         *
         * @param near the setting or a section around it
         * @param value null if it is not a text
         */
        void report(JsonPointer near, @Nullable String value, String what);
    }

    /**
     * @param unknown receives each key that is not a setting, with a suggestion or {@code ""}
     */
    SettingErrors(BiConsumer<JsonPointer, String> unknown, BadValues badValues) {
        this.unknown = unknown;
        this.badValues = badValues;
    }

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            JsonDeserializer<?> deserializer,
            Object settings,
            String name)
            throws IOException {
        Collection<Object> known = deserializer.getKnownPropertyNames();
        JsonPointer where = where(context);
        boolean isThere = where.last() != null && name.equals(where.last().getMatchingProperty());
        unknown.accept(isThere ? where : where.appendProperty(name), suggestion(name, known));
        parser.skipChildren();
        return true;
    }

    private static String suggestion(String name, @Nullable Collection<Object> known) {
        return Optional.ofNullable(known).stream()
                .flatMap(Collection::stream)
                .map(String::valueOf)
                .min(Comparator.comparing(other -> DISTANCE.apply(name, other)))
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
    }

    @Override
    public @Nullable Object handleWeirdStringValue(
            DeserializationContext context, Class<?> type, String value, String problem) {
        return wrong(context, type, value);
    }

    @Override
    public @Nullable Object handleWeirdNumberValue(
            DeserializationContext context, Class<?> type, Number value, String problem) {
        return wrong(context, type, value.toString());
    }

    @Override
    public @Nullable Object handleUnexpectedToken(
            DeserializationContext context,
            JavaType type,
            JsonToken token,
            JsonParser parser,
            String problem)
            throws IOException {
        parser.skipChildren();
        return wrong(context, type.getRawClass(), null);
    }

    @Override
    public @Nullable Object handleMissingInstantiator(
            DeserializationContext context,
            Class<?> type,
            ValueInstantiator instantiator,
            JsonParser parser,
            String problem)
            throws IOException {
        String value = parser.getValueAsString();
        parser.skipChildren();
        return wrong(context, type, value);
    }

    /** Our own settings say what is wrong; of others the type has to do. */
    @Override
    public @Nullable Object handleInstantiationProblem(
            DeserializationContext context,
            Class<?> type,
            @Nullable Object argument,
            Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!type.getName().startsWith("io.flaghoist.")) {
            return wrong(context, type, argument instanceof String text ? text : null);
        }
        badValues.report(where(context), null, "is wrong: " + cause.getMessage());
        return null;
    }

    /** Without the value, which may be a secret in the wrong place. */
    private @Nullable Object wrong(
            DeserializationContext context, Class<?> type, @Nullable String value) {
        badValues.report(where(context), value, "is not a valid " + type.getSimpleName());
        return null;
    }

    private static JsonPointer where(DeserializationContext context) {
        return context.getParser().getParsingContext().pathAsPointer();
    }
}
