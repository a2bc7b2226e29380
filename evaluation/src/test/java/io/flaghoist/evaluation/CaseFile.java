package io.flaghoist.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.FeatureConfig;
import io.flaghoist.schemas.wire.Segment;
import io.flaghoist.schemas.wire.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One file of evaluation cases: an environment and what must hold in it. The format is described in
 * {@code src/test/resources/cases/README.md}.
 *
 * @param name its path below the folder of all cases
 */
record CaseFile(
        String name,
        List<FeatureConfig> flags,
        List<Segment> segments,
        List<Target> targets,
        List<Case> cases) {

    /**
     * One assertion.
     *
     * @param target null when there is none
     */
    record Case(String name, String flag, @Nullable Target target, JsonNode expected) {}

    /** All files below {@code folder}, by name. */
    static List<CaseFile> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file -> read(folder.relativize(file).toString(), file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the cases in " + folder, e);
        }
    }

    private static CaseFile read(String name, Path file) {
        try {
            JsonNode json = Json.read(Files.readAllBytes(file));
            List<Target> targets = all(json.path("targets"), Target.class);
            JsonNode tests = json.path("tests");
            List<Case> cases =
                    IntStream.range(0, tests.size())
                            .mapToObj(i -> testCase(i, tests.get(i), targets))
                            .toList();
            return new CaseFile(
                    name,
                    all(json.path("flags"), FeatureConfig.class),
                    all(json.path("segments"), Segment.class),
                    targets,
                    cases);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static Case testCase(int index, JsonNode test, List<Target> targets) {
        String flag = test.path("flag").asText();
        return new Case(
                test.path("name").asText((index + 1) + ": " + flag),
                flag,
                test.hasNonNull("target") ? named(test.get("target").asText(), targets) : null,
                test.path("expected"));
    }

    private static Target named(String identifier, List<Target> targets) {
        return targets.stream()
                .filter(target -> Objects.equals(target.identifier(), identifier))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no target is " + identifier));
    }

    private static <T> List<T> all(JsonNode list, Class<T> type) {
        return IntStream.range(0, list.size()).mapToObj(i -> bind(list.get(i), type)).toList();
    }

    private static <T> T bind(JsonNode tree, Class<T> type) {
        try {
            return Json.bind(tree, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not a " + type.getSimpleName() + ": " + tree, e);
        }
    }
}
