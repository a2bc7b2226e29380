package io.flaghoist.benchmarks.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives on another JVM's heap, after a full collection, by class.
 *
 * @param bytes by class name
 */
record HeapHistogram(Map<String, Long> bytes) {
    // "   1:   12345   678901  [B (java.base@25)"
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

    private static final int PATIENCE_SECONDS = 60;

    HeapHistogram {
        bytes = Map.copyOf(bytes);
    }

    /** Collects garbage in process {@code pid} and counts what is left. */
    static HeapHistogram of(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        // A JVM that does not let itself be looked at would hold the benchmark up for ever.
        process.onExit()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(_ -> process.destroyForcibly());
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd could not look at process " + pid + ": " + said);
        }
        return read(said);
    }

    static HeapHistogram read(String said) throws IOException {
        var bytes = new HashMap<String, Long>();
        said.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(
                        line -> bytes.merge(line.group(2), Long.valueOf(line.group(1)), Long::sum));
        if (bytes.isEmpty()) {
            throw new IOException("jcmd said no histogram: " + said);
        }
        return new HeapHistogram(bytes);
    }

    long total() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    long of(String className) {
        return bytes.getOrDefault(className, 0L);
    }
}
