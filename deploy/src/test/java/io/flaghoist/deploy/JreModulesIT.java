package io.flaghoist.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of Java modules in the images, against what the jars need. */
class JreModulesIT {
    @Test
    void every_java_module_that_a_jar_needs_is_in_the_images_or_left_out_by_name(
            @TempDir Path folder) throws Exception {
        List<String> lines =
                Files.readAllLines(Image.ROOT.resolve("deploy/jre.modules")).stream()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList();
        var leftOut =
                lines.stream()
                        .filter(line -> line.startsWith("-"))
                        .map(line -> line.substring(1))
                        .collect(Collectors.toSet());
        var included =
                lines.stream().filter(line -> !line.startsWith("-")).collect(Collectors.toSet());

        Set<String> needed = needed(folder);

        var known = new TreeSet<>(included);
        known.addAll(leftOut);
        assertThat(known).containsAll(needed);
        assertThat(needed).as("left out, but nobody names it any more").containsAll(leftOut);
        assertThat(included).doesNotContainAnyElementsOf(leftOut);
    }

    private static Set<String> needed(Path folder) throws IOException, InterruptedException {
        for (String service :
                List.of("ingest", "edge", "metrics-aggregator", "console", "simulator")) {
            Path lib =
                    Image.ROOT.resolve(service).resolve("target").resolve(service).resolve("lib");
            try (Stream<Path> jars = Files.list(lib)) {
                for (Path jar : jars.toList()) {
                    copyWithoutModule(jar, folder.resolve(jar.getFileName()));
                }
            }
        }
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jdeps").toString());
        line.addAll(List.of("-q", "-s", "--multi-release", "25", "--ignore-missing-deps"));
        try (Stream<Path> jars = Files.list(folder)) {
            jars.map(Path::toString).forEach(line::add);
        }
        var jdeps = Commands.run(folder, Map.of(), line);
        assertThat(jdeps.exitCode()).as(jdeps.output()).isZero();
        return jdeps.output()
                .lines()
                .map(dependency -> dependency.replaceFirst(".* -> ", ""))
                .filter(to -> to.matches("(java|jdk)\\..*") && !to.endsWith(".jar"))
                .collect(Collectors.toSet());
    }

    /** As the services load it, from the class path: jdeps asks named modules for each other. */
    private static void copyWithoutModule(Path jar, Path copy) throws IOException {
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        try (var zip = FileSystems.newFileSystem(copy);
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : files.filter(path -> path.endsWith("module-info.class")).toList()) {
                Files.delete(file);
            }
        }
    }
}
