package io.flaghoist.service.settings;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${NAME:-default}} in a configuration file. What a variable holds is data, never
 * YAML: placeholders are in double quotes, and values are escaped for that place.
 */
final class VariableSubstitution {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9_]+)");

    private VariableSubstitution() {}

    static String substitute(String yaml, Variables variables) {
        return new StringSubstitutor(name -> escaped(variables.get(name))).replace(yaml);
    }

    private static @Nullable String escaped(@Nullable String value) {
        return value == null
                ? null
                : String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value));
    }

    /** The first variable that {@code text} names; empty if there is none. */
    static String nameIn(String text) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        return placeholder.find() ? placeholder.group(1) : "";
    }
}
