package io.flaghoist.benchmarks.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Threads and memory of another process, as Linux reports them. */
public final class ProcessStatus {
    private ProcessStatus() {}

    public static long threads(long pid) throws IOException {
        return number(pid, "Threads:");
    }

    /** Resident memory in MiB. */
    public static double residentMebibytes(long pid) throws IOException {
        return number(pid, "VmRSS:") / 1024.0;
    }

    private static long number(long pid, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + field + " of process " + pid);
    }
}
