package io.flaghoist.service.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with settings. */
public final class ErrorList {
    private final List<String> errors = new ArrayList<>();

    /**
     * Adds an error unless the setting is set.
     *
     * @param setting its key, with its variable in parentheses
     */
    public void requireSet(String setting, boolean isSet) {
        if (!isSet) {
            errors.add(setting + " is not set");
        }
    }

    public void requireAtLeast(String setting, long minimum, long value) {
        if (value < minimum) {
            errors.add("%s must be %d or more".formatted(setting, minimum));
        }
    }

    public void requireUrl(String setting, String value) {
        if (!isUrl(value)) {
            errors.add(setting + " is not an http or https URL");
        }
    }

    private static boolean isUrl(String value) {
        try {
            URI url = URI.create(value);
            return url.getHost() != null
                    && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Adds the message if {@code check} throws. */
    public void requireNoException(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            errors.add(String.valueOf(e.getMessage()));
        }
    }

    public void add(String error) {
        errors.add(error);
    }

    public void addAll(List<String> others) {
        errors.addAll(others);
    }

    public List<String> all() {
        return List.copyOf(errors);
    }
}
