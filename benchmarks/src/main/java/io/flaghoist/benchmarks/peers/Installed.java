package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.http.InstalledPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A program of another system: where it is, or why it is not there.
 *
 * @param path empty when it is not there
 * @param missing why; empty when it is
 */
record Installed(Optional<Path> path, Optional<String> missing) {
    /** The program that {@code variable} names. */
    static Installed named(Map<String, String> environment, String variable) {
        String given = environment.getOrDefault(variable, "");
        if (given.isEmpty()) {
            return missing(variable + " does not name its program");
        }
        Path path = Path.of(given).toAbsolutePath();
        return Files.isExecutable(path) && Files.isRegularFile(path)
                ? new Installed(Optional.of(path), Optional.empty())
                : missing(variable + " is " + path + ", which is not an executable file");
    }

    /** The program that {@code variable} names, else {@code program} of the PATH. */
    static Installed namedOr(Map<String, String> environment, String variable, String program) {
        if (!environment.getOrDefault(variable, "").isEmpty()) {
            return named(environment, variable);
        }
        Optional<Path> found = InstalledPrograms.find(program);
        return found.isPresent()
                ? new Installed(found, Optional.empty())
                : missing(program + " is not installed, and " + variable + " does not name it");
    }

    private static Installed missing(String why) {
        return new Installed(Optional.empty(), Optional.of(why));
    }

    /** The program, which {@link #missing} said is there. */
    String command() {
        return path.orElseThrow(() -> new IllegalStateException(missing.orElse("not there")))
                .toString();
    }
}
