package io.flaghoist.benchmarks.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars and the AOT cache that {@code ./flaghoist} starts services from. {@code run} has them
 * made before the benchmarks begin, and names their folder; where it does not, as in tests and with
 * {@code --smoke}, services start from this JVM's class path and without a cache.
 */
final class Archive {
    private static final Path HOME =
            Path.of(System.getProperty("flaghoist.archive", "")).toAbsolutePath().normalize();
    private static final Path CACHE = HOME.resolve("aot/services.aot");

    private Archive() {}

    /** In the launcher's order: an AOT cache is refused with another one. */
    static String classPath() {
        if (!Files.exists(CACHE)) {
            return System.getProperty("java.class.path");
        }
        try (Stream<Path> jars = Files.list(HOME.resolve("lib"))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The launcher's flags for ingest. */
    static String[] ingestFlags() {
        var flags = new ArrayList<>(List.of(edgeFlags()));
        flags.add("-XX:TieredStopAtLevel=1");
        return flags.toArray(String[]::new);
    }

    /** The launcher's flags for an edge. */
    static String[] edgeFlags() {
        return Files.exists(CACHE)
                ? new String[] {"-Xlog:aot*=off,cds*=off", "-XX:AOTCache=" + CACHE}
                : new String[0];
    }
}
