package io.flaghoist.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs command lines with exactly the environment that they are given, as a container does. */
final class Commands {
    /** An exit code, and standard output and error as one text. */
    record Result(int exitCode, String output) {}

    private Commands() {}

    /** Runs a command to its end. */
    static Result run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Process process = builder(folder, environment, command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** Runs a command that must succeed. */
    static void require(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Result result = run(folder, environment, command);
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    "%s ended with %d:%n%s".formatted(command, result.exitCode(), result.output()));
        }
    }

    /**
     * {@code env} finds the command on the given PATH, and becomes it: the process keeps its id.
     */
    static ProcessBuilder builder(
            Path folder, Map<String, String> environment, List<String> command) {
        var line = new ArrayList<>(List.of("/usr/bin/env", "-i"));
        environment.forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(command);
        return new ProcessBuilder(line).directory(folder.toFile());
    }
}
