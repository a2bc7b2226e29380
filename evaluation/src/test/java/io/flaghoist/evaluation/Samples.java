package io.flaghoist.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.FeatureConfig;
import io.flaghoist.schemas.wire.Segment;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments;
import io.flaghoist.testkit.random.RandomTargets;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Environments and targets by chance, as the evaluator takes them. */
final class Samples {
    private static final int TARGETS = 5;

    private Samples() {}

    static RandomEnvironments.Sample environment(long seed, Set<Oddity> oddities) {
        return new RandomEnvironments(new Random(seed)).next(oddities);
    }

    /** A few targets, and nobody. */
    static List<@Nullable EvaluationTarget> targets(long seed) {
        var targets = new ArrayList<@Nullable EvaluationTarget>();
        targets.add(null);
        var random = new RandomTargets(new Random(seed));
        for (int i = 0; i < TARGETS; i++) {
            ObjectNode target = random.next(Oddity.WELL_FORMED);
            targets.add(target == null ? null : EvaluationTarget.of(bind(target, Target.class)));
        }
        return targets;
    }

    static Evaluator evaluator(List<ObjectNode> flags, List<ObjectNode> segments) {
        return Evaluator.of(
                flags.stream().map(flag -> bind(flag, FeatureConfig.class)).toList(),
                segments.stream().map(segment -> bind(segment, Segment.class)).toList());
    }

    static Evaluator evaluator(RandomEnvironments.Sample sample) {
        return evaluator(sample.flags(), sample.segments());
    }

    /** Over bytes, as everything that the evaluator gets to see has been bytes. */
    private static <T> T bind(ObjectNode json, Class<T> type) {
        try {
            return Json.read(Json.write(json), type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not a " + type.getSimpleName() + ": " + json, e);
        }
    }
}
