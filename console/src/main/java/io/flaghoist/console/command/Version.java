package io.flaghoist.console.command;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Which Flaghoist this is. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"flaghoist " + text()};
    }

    /** As its jar says; {@code development} where there is none. */
    static String text() {
        return Objects.requireNonNullElse(
                Version.class.getPackage().getImplementationVersion(), "development");
    }
}
