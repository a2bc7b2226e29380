package io.flaghoist.console.command;

import java.util.Objects;

/** Which Flaghoist this is. */
final class Version {
    private Version() {}

    /** As its jar says; {@code development} where there is none. */
    static String text() {
        return Objects.requireNonNullElse(
                Version.class.getPackage().getImplementationVersion(), "development");
    }
}
