package io.flaghoist.schemas.metrics;

import io.flaghoist.schemas.EnvironmentId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON forms of the records; absent texts are read as empty, null elements are ignored. */
final class MetricsJson {
    private MetricsJson() {}

    record UsageForm(
            @Nullable String feature,
            @Nullable String variation,
            @Nullable String sdkType,
            @Nullable String sdkLanguage,
            @Nullable String sdkVersion,
            @Nullable String featureName,
            @Nullable String value,
            long count,
            long timestamp) {
        static UsageForm of(Usage usage) {
            UsageKey key = usage.key();
            return new UsageForm(
                    key.feature(),
                    key.variation(),
                    key.sdkType(),
                    key.sdkLanguage(),
                    key.sdkVersion(),
                    usage.featureName(),
                    usage.value(),
                    usage.count(),
                    usage.timestamp());
        }

        Usage usage() {
            var key =
                    new UsageKey(
                            text(feature),
                            text(variation),
                            text(sdkType),
                            text(sdkLanguage),
                            text(sdkVersion));
            return new Usage(key, text(featureName), text(value), count, timestamp);
        }
    }

    record TargetForm(
            @Nullable String identifier,
            @Nullable String name,
            @Nullable Map<String, @Nullable String> attributes) {
        static TargetForm of(SeenTarget target) {
            return new TargetForm(
                    target.identifier(), target.name(), new TreeMap<>(target.attributes()));
        }

        SeenTarget target() {
            var texts = new HashMap<String, String>();
            if (attributes != null) {
                attributes.forEach((name, value) -> texts.put(name, text(value)));
            }
            return new SeenTarget(text(identifier), text(name), texts);
        }

        @Override
        public String toString() {
            return "TargetForm[redacted]";
        }
    }

    record GroupForm(
            @Nullable String id,
            @Nullable String edge,
            @Nullable String environment,
            long from,
            long to,
            @Nullable List<UsageForm> usages,
            @Nullable List<TargetForm> targets) {
        static GroupForm of(MetricsGroup group) {
            return new GroupForm(
                    group.id(),
                    group.edge(),
                    group.environment().value(),
                    group.from(),
                    group.to(),
                    group.usages().stream().map(UsageForm::of).toList(),
                    group.targets().stream().map(TargetForm::of).toList());
        }

        MetricsGroup group() {
            return new MetricsGroup(
                    text(id),
                    text(edge),
                    new EnvironmentId(text(environment)),
                    from,
                    to,
                    readUsages(usages),
                    readTargets(targets));
        }
    }

    record BatchForm(
            @Nullable String id,
            @Nullable String environment,
            long windowStart,
            long windowEnd,
            @Nullable List<UsageForm> usages,
            @Nullable List<TargetForm> targets) {
        static BatchForm of(MetricsBatch batch) {
            return new BatchForm(
                    batch.id(),
                    batch.environment().value(),
                    batch.windowStart(),
                    batch.windowEnd(),
                    batch.usages().stream().map(UsageForm::of).toList(),
                    batch.targets().stream().map(TargetForm::of).toList());
        }

        MetricsBatch batch() {
            return new MetricsBatch(
                    text(id),
                    new EnvironmentId(text(environment)),
                    windowStart,
                    windowEnd,
                    readUsages(usages),
                    readTargets(targets));
        }
    }

    record RejectedForm(
            @Nullable BatchForm batch, int status, @Nullable String answer, long rejectedAt) {
        static RejectedForm of(RejectedBatch rejected) {
            return new RejectedForm(
                    BatchForm.of(rejected.batch()),
                    rejected.status(),
                    rejected.answer(),
                    rejected.rejectedAt());
        }

        RejectedBatch rejected() {
            if (batch == null) {
                throw new IllegalArgumentException("there is no batch");
            }
            return new RejectedBatch(batch.batch(), status, text(answer), rejectedAt);
        }
    }

    record LastEvaluatedForm(
            @Nullable String environment,
            @Nullable String feature,
            long windowEnd,
            @Nullable Map<String, @Nullable Long> lastDayByVariation) {
        static LastEvaluatedForm of(LastEvaluated last) {
            return new LastEvaluatedForm(
                    last.environment().value(),
                    last.feature(),
                    last.windowEnd(),
                    new TreeMap<>(last.lastDayByVariation()));
        }

        LastEvaluated last() {
            var counts = new HashMap<String, Long>();
            if (lastDayByVariation != null) {
                lastDayByVariation.forEach(
                        (variation, count) -> counts.put(variation, count == null ? 0L : count));
            }
            return new LastEvaluated(
                    new EnvironmentId(text(environment)), text(feature), windowEnd, counts);
        }
    }

    private static List<Usage> readUsages(@Nullable List<UsageForm> forms) {
        return present(forms).stream().map(UsageForm::usage).toList();
    }

    private static List<SeenTarget> readTargets(@Nullable List<TargetForm> forms) {
        return present(forms).stream().map(TargetForm::target).toList();
    }

    private static <T> List<T> present(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
