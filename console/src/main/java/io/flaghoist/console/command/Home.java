package io.flaghoist.console.command;

import java.nio.file.Path;

/** The user's directories, by the XDG base directory specification. */
final class Home {
    private Home() {}

    /**
     * The directory {@code flaghoist} where a variable says, else in the home directory.
     *
     * @param variable for instance {@code XDG_CACHE_HOME}
     * @param inHome for instance {@code .cache}
     */
    static Path directory(String variable, String inHome) {
        String named = System.getenv(variable);
        if (named != null && !named.isEmpty()) {
            return Path.of(named, "flaghoist");
        }
        String home = System.getenv("HOME");
        return Path.of(
                home == null || home.isEmpty() ? System.getProperty("user.home") : home,
                inHome,
                "flaghoist");
    }
}
