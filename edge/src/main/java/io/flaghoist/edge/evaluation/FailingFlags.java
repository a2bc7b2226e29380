package io.flaghoist.edge.evaluation;

import io.flaghoist.edge.metrics.EvaluationMeters;
import io.flaghoist.evaluation.Evaluation;
import io.flaghoist.follower.Environments;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.image.Entry;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Flags that could not be evaluated since their last change. At most one entry per existing flag.
 * Thread-safe.
 */
public final class FailingFlags {
    private record Key(EnvironmentId environment, String flag) {}

    /**
     * A failing flag in {@code /health}.
     *
     * @param flag its identifier; of a target group, its key in the log
     * @param since when it first failed, epoch milliseconds
     */
    public record Failing(String environment, String flag, String reason, long since) {}

    private record Noted(FlagDocument document, Failing failing) {}

    private final Environments environments;
    private final EvaluationMeters meters;
    private final InstantSource clock;
    private final ConcurrentMap<Key, Noted> noted = new ConcurrentHashMap<>();

    public FailingFlags(Environments environments, EvaluationMeters meters, InstantSource clock) {
        this.environments = environments;
        this.meters = meters;
        this.clock = clock;
    }

    /** A flag could not be evaluated. */
    public void note(EnvironmentId environment, Evaluation.Failed failed) {
        meters.failed(failed.reason().name().toLowerCase(Locale.ROOT));
        FlagDocument document = document(environment, failed.flag());
        if (document == null) {
            return;
        }
        var key = new Key(environment, failed.flag());
        Noted known = noted.get(key);
        if (known == null || !known.document().equals(document)) {
            var failing =
                    new Failing(
                            environment.value(),
                            failed.flag(),
                            failed.reason().message(),
                            clock.millis());
            noted.put(key, new Noted(document, failing));
        }
    }

    /** Failing flags that have not changed since, and all refused documents; ordered by name. */
    public List<Failing> now() {
        noted.entrySet()
                .removeIf(entry ->
                        !entry.getValue()
                                .document()
                                .equals(
                                        document(
                                                entry.getKey().environment(),
                                                entry.getKey().flag())));
        Map<Key, Failing> failing = new HashMap<>();
        noted.forEach((key, of) -> failing.put(key, of.failing()));
        environments.images().forEach(image -> addRefused(image, failing));
        return failing.values().stream()
                .sorted(Comparator.comparing(Failing::environment).thenComparing(Failing::flag))
                .toList();
    }

    private static void addRefused(EnvironmentImage image, Map<Key, Failing> failing) {
        for (Entry<? extends Document> entry : image.entries()) {
            entry.document()
                    .refusal()
                    .ifPresent(reason -> {
                        String name = name(entry.document());
                        failing.put(
                                new Key(image.environment(), name),
                                new Failing(
                                        image.environment().value(),
                                        name,
                                        "refused, what requires it is off: " + reason,
                                        entry.observedAtMillis()));
                    });
        }
    }

    private static String name(Document document) {
        return document.key().domain() == Domain.FLAG
                ? document.key().identifier()
                : document.key().text();
    }

    private @Nullable FlagDocument document(EnvironmentId environment, String flag) {
        EnvironmentImage image = environments.image(environment);
        return image == null ? null : image.flag(flag);
    }
}
