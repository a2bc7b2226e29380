package io.flaghoist.benchmarks.history;

import io.flaghoist.testkit.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One call of the command line, as the launcher makes it but for a heap of 256 MiB.
 *
 * @param seconds from the start of the process to its end
 * @param processorSeconds that it computed in all of its threads, which a busy machine does not
 *     lengthen
 * @param maxRssMib the most memory that it ever had; 0 where the system does not say
 * @param lines of its answer
 */
record ConsoleRun(double seconds, double processorSeconds, double maxRssMib, List<String> lines) {
    /** Half of what the launcher gives. */
    static final String HEAP = "-Xmx256m";

    private static final List<String> LAUNCHER_FLAGS =
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    HEAP,
                    "-Dlogback.configurationFile=io/flaghoist/console/logback-console.xml");

    private static final long LOOK_MILLIS = 10;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double KIB_PER_MIB = 1024;

    ConsoleRun {
        lines = List.copyOf(lines);
    }

    /**
     * Calls a program with these arguments.
     *
     * @param mainClass which may be another one, with the same flags
     * @param folder for what it says
     * @throws IOException when it fails; with what it said
     */
    static ConsoleRun of(Path folder, String mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "console-", ".out");
        Path err = Files.createTempFile(folder, "console-", ".err");
        long began = System.nanoTime();
        Process process =
                new ProcessBuilder(command(mainClass, arguments))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        double maxRss = 0;
        Duration processor = Duration.ZERO;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            maxRss = Math.max(maxRss, maxRss(process.pid()));
            processor = process.info().totalCpuDuration().orElse(processor);
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                process.destroyForcibly();
            }
        }
        double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
        if (process.exitValue() != 0) {
            throw new IOException(
                    "%s ended with %d: %s"
                            .formatted(arguments, process.exitValue(), Files.readString(err)));
        }
        return new ConsoleRun(
                seconds, processor.toNanos() / NANOS_PER_SECOND, maxRss, Files.readAllLines(out));
    }

    private static List<String> command(String mainClass, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JavaCommand.STANDARD_FLAGS);
        command.addAll(LAUNCHER_FLAGS);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** The system's own mark of the highest; MiB. */
    private static double maxRss(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .map(kib -> kib / KIB_PER_MIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException endedOrNoLinux) {
            return 0;
        }
    }
}
