package io.flaghoist.service.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables. An empty one counts as unset, as it does for ff-proxy. A secret {@code
 * NAME} may be in a file instead, which {@code NAME_FILE} names.
 */
public final class Variables {
    /** What is added to a secret's name for the variable that names its file. */
    public static final String FILE_SUFFIX = "_FILE";

    private final Map<String, String> values;

    private Variables(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads the files of secrets.
     *
     * @param secrets the variables that may be in a file
     * @param errors receives a sentence per secret that cannot be read or is given twice
     */
    public static Variables of(
            Map<String, String> environment, Collection<String> secrets, Consumer<String> errors) {
        var values = new HashMap<>(environment);
        for (String secret : secrets) {
            String file = environment.getOrDefault(secret + FILE_SUFFIX, "");
            if (file.isEmpty()) {
                continue;
            }
            if (!environment.getOrDefault(secret, "").isEmpty()) {
                errors.accept(
                        "%s and %s%s are both set: remove one"
                                .formatted(secret, secret, FILE_SUFFIX));
                continue;
            }
            try {
                values.put(secret, read(file));
                values.remove(secret + FILE_SUFFIX); // a process that passes them on has them once
            } catch (IOException | InvalidPathException e) {
                errors.accept(
                        "%s%s: the file %s cannot be read (%s)"
                                .formatted(
                                        secret, FILE_SUFFIX, file, e.getClass().getSimpleName()));
            }
        }
        return new Variables(values);
    }

    /** Without the newline that editors and {@code echo} add. */
    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file)).replaceFirst("\\r?\\n\\z", "");
    }

    /** Null if the variable is unset or empty. */
    public @Nullable String get(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** All variables, with the contents of secrets' files. */
    public Map<String, String> all() {
        return values;
    }

    /** As {@link #get}, with {@code ""} in place of null. */
    public String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** Without values, which may be secrets. */
    @Override
    public String toString() {
        return "Variables[" + values.size() + "]";
    }
}
