package io.flaghoist.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a run was made on.
 *
 * @param memoryMib of the machine; 0 where the system does not say
 * @param commit that was checked out, with {@code +changes} when the tree was dirty
 */
public record Machine(int cores, long memoryMib, String kernel, String jdk, String commit) {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path LOAD = Path.of("/proc/loadavg");

    /** This machine, with the commit of the repository at {@code home}. */
    public static Machine here(Path home) {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                totalMemoryMib(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                commit(home));
    }

    /** The load averages of 1, 5 and 15 minutes, as the system tells them now. */
    public static String load() {
        try {
            return Arrays.stream(Files.readString(LOAD).split(" ", -1))
                    .limit(3)
                    .collect(Collectors.joining(" "));
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    private static long totalMemoryMib() {
        try {
            return Files.readAllLines(MEMORY).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException noLinux) {
            return 0;
        }
    }

    private static String commit(Path home) {
        String hash = git(home, "rev-parse", "--short=12", "HEAD");
        if (hash.isEmpty()) {
            return "unknown";
        }
        return git(home, "status", "--porcelain", "--untracked-files=no").isEmpty()
                ? hash
                : hash + "+changes";
    }

    private static String git(Path home, String... arguments) {
        var command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = home.toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        try {
            Process git =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String said =
                    new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? said : "";
        } catch (IOException noGit) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
