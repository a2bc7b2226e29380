package io.flaghoist.edge.evaluation;

import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.follower.Environments;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluator of each environment at its latest image. Compiled by whoever asks first after a
 * change, which costs what the change touches; environments that no client SDK asks for are never
 * compiled. Thread-safe; takes a lock only while it compiles.
 */
public final class Evaluators {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluators.class);

    private record Compiled(EnvironmentImage image, Evaluator evaluator) {
        @SuppressWarnings("ReferenceEquality") // asked per request; to compare images takes long
        boolean isOf(EnvironmentImage other) {
            return image == other;
        }
    }

    private final Environments environments;
    private final ConcurrentMap<EnvironmentId, Compiled> compiled = new ConcurrentHashMap<>();

    public Evaluators(Environments environments) {
        this.environments = environments;
    }

    /** The evaluator of the environment as it is now; null when it is not here or not complete. */
    public @Nullable Evaluator of(EnvironmentId environment) {
        EnvironmentImage image = environments.image(environment);
        if (image == null || !image.isComplete()) {
            return null;
        }
        Compiled known = compiled.get(environment);
        if (known == null || !known.isOf(image)) {
            // Looks again inside: a thread that was overtaken must not bring back the older one.
            known = compiled.compute(environment, this::compile);
        }
        return known == null ? null : known.evaluator();
    }

    private @Nullable Compiled compile(EnvironmentId environment, @Nullable Compiled known) {
        EnvironmentImage image = environments.image(environment);
        if (image == null || (known != null && known.isOf(image))) {
            return image == null ? null : known;
        }
        Evaluator evaluator = known == null ? Evaluator.of(image) : known.evaluator().next(image);
        List<String> cycles = evaluator.prerequisiteCycles();
        if (!cycles.isEmpty()
                && (known == null || !known.evaluator().prerequisiteCycles().equals(cycles))) {
            LOG.warn(
                    "environment {}: flags that are their own prerequisites, over others: {}. Where the circle closes the prerequisite counts as met. Remove one of the prerequisites",
                    image.environment(),
                    cycles);
        }
        return new Compiled(image, evaluator);
    }
}
