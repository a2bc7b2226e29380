package io.flaghoist.acceptance.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.evaluation.Evaluation;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.evaluation.Served;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.FeatureConfig;
import io.flaghoist.schemas.wire.FeatureConfig.Prerequisite;
import io.flaghoist.schemas.wire.Segment;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts where two evaluators agree, where they were expected to differ, and where they differ. */
final class Comparison {
    private static final int MOST_SURPRISES = 20;

    private final Map<Disagreement, Count> counts = new EnumMap<>(Disagreement.class);
    private final List<String> surprises = new ArrayList<>();
    private int pairs;
    private int unaffectedPairs;
    private int served;

    /** How often a disagreement could have shown, and how often it did with no other about. */
    private record Count(int possible, int differing, int alone) {}

    /** Compares all flags of one environment for each of {@code targets}. */
    void compare(Sample environment, List<@Nullable ObjectNode> targets, JsonNode ofNode) {
        List<FeatureConfig> flags = all(environment.flags(), FeatureConfig.class);
        List<Segment> segments = all(environment.segments(), Segment.class);
        Evaluator evaluator = Evaluator.of(flags, segments);
        for (int i = 0; i < targets.size(); i++) {
            ObjectNode json = targets.get(i);
            Target target = json == null ? null : read(json, Target.class);
            boolean affected = false;
            for (int j = 0; j < flags.size(); j++) {
                FeatureConfig flag = flags.get(j);
                Set<Disagreement> known =
                        known(new Reach(flag, required(flag, flags), segments, target));
                affected |= !known.isEmpty();
                String ours = ours(evaluator, flag, target);
                String nodes = nodes(ofNode.path(i).path(j));
                count(known, ours.equals(nodes));
                if (known.isEmpty() && !ours.equals(nodes)) {
                    surprise(
                            "%s for %s: %s, Node says %s, in %s"
                                    .formatted(flag.feature(), json, ours, nodes, environment));
                }
            }
            pairs++;
            unaffectedPairs += affected ? 0 : 1;
        }
    }

    private void surprise(String difference) {
        if (surprises.size() < MOST_SURPRISES) {
            surprises.add(difference);
        }
    }

    private void count(Set<Disagreement> known, boolean agree) {
        for (Disagreement one : known) {
            Count count = counts.getOrDefault(one, new Count(0, 0, 0));
            boolean alone = !agree && known.size() == 1;
            counts.put(
                    one,
                    new Count(
                            count.possible() + 1,
                            count.differing() + (agree ? 0 : 1),
                            count.alone() + (alone ? 1 : 0)));
        }
    }

    private String ours(Evaluator evaluator, FeatureConfig flag, @Nullable Target target) {
        Evaluation evaluation =
                evaluator.evaluate(
                        Objects.requireNonNull(flag.feature()),
                        target == null ? null : EvaluationTarget.of(target));
        return switch (evaluation) {
            case Served variation -> {
                served++;
                yield variation.identifier();
            }
            case Evaluation.Failed _ -> "none";
        };
    }

    private static String nodes(JsonNode answer) {
        if (answer.isNull()) {
            return "none";
        }
        return answer.path("variation").asText(answer.path("exception").asText());
    }

    private static Set<Disagreement> known(Reach reach) {
        return Stream.of(Disagreement.values())
                .filter(one -> one.canAffect(reach))
                .collect(Collectors.toSet());
    }

    /** The flags that {@code flag} requires, over others too. */
    private static List<FeatureConfig> required(FeatureConfig flag, List<FeatureConfig> all) {
        var found = new LinkedHashMap<String, FeatureConfig>();
        var open = new ArrayList<FeatureConfig>(List.of(flag));
        while (!open.isEmpty()) {
            List<String> names =
                    Reach.list(open.removeLast().prerequisites()).stream()
                            .map(Prerequisite::feature)
                            .toList();
            for (FeatureConfig one : all) {
                String feature = Objects.requireNonNull(one.feature());
                if (names.contains(feature) && found.putIfAbsent(feature, one) == null) {
                    open.add(one);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static <T> List<T> all(List<ObjectNode> documents, Class<T> type) {
        return documents.stream().map(document -> read(document, type)).toList();
    }

    private static <T> T read(ObjectNode json, Class<T> type) {
        try {
            return Json.read(Json.write(json), type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not a " + type.getSimpleName() + ": " + json, e);
        }
    }

    /** Differences that no known disagreement explains; the first of them. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    int pairs() {
        return pairs;
    }

    double unaffectedShare() {
        return (double) unaffectedPairs / pairs;
    }

    /** The disagreements that never showed where no other could have been the reason. */
    List<Disagreement> neverSeenAlone() {
        return Stream.of(Disagreement.values())
                .filter(one -> !counts.containsKey(one) || counts.get(one).alone() == 0)
                .toList();
    }

    @Override
    public String toString() {
        String table =
                counts.entrySet().stream()
                        .map(entry ->
                                "%n%,9d possible %,9d differ %,9d alone  %s"
                                        .formatted(
                                                entry.getValue().possible(),
                                                entry.getValue().differing(),
                                                entry.getValue().alone(),
                                                entry.getKey()))
                        .collect(Collectors.joining());
        return "%,d pairs, %.1f %% of them unaffected by known disagreements, %,d values served%s"
                .formatted(pairs, 100 * unaffectedShare(), served, table);
    }
}
