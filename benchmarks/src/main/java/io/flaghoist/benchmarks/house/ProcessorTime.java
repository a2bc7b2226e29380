package io.flaghoist.benchmarks.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The processor time of another process, and which processors it may use. */
public final class ProcessorTime {
    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    private ProcessorTime() {}

    /** Seconds that a process has used so far. */
    public static double used(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow(
                                () -> new IllegalStateException("no processor time is told here"))
                        .toNanos()
                / 1e9;
    }

    /** Whether {@link #confine} can do what it says: with {@code taskset} of util-linux. */
    public static boolean canConfine() {
        return Files.isExecutable(TASKSET) && Runtime.getRuntime().availableProcessors() > 1;
    }

    /** From now on a process and all of its threads use {@code cores} alone, for instance 0-1. */
    public static void confine(long pid, String cores) throws IOException, InterruptedException {
        Process taskset =
                new ProcessBuilder(
                                TASKSET.toString(),
                                "--all-tasks",
                                "--cpu-list",
                                "--pid",
                                cores,
                                Long.toString(pid))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (taskset.waitFor(10, TimeUnit.SECONDS) && taskset.exitValue() == 0) {
            return;
        }
        throw new IOException("taskset could not confine process " + pid + " to " + cores);
    }
}
