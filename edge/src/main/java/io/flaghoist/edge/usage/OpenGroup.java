package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * What came for one environment since the last group was closed, merged. Each distinct key weighs
 * more than 200 bytes, so that the limit of its size bounds their number as well. For one thread.
 */
final class OpenGroup {
    /** Most targets of a group. */
    static final int MAX_TARGETS = 1_000;

    private static final int FRAME = 256;
    private static final int USAGE_FRAME = 200;

    private final EnvironmentId environment;
    private final long from;
    private final long openedNanos;
    private final Map<UsageKey, Sum> usages = new HashMap<>();
    private final Map<String, SeenTarget> targets = new HashMap<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private int size = FRAME;

    /** A sum that grows; a new record for each entry would be garbage. */
    private static final class Sum {
        private Usage latest;
        private long count;
        private int entries;

        Sum(Usage first) {
            latest = first;
        }

        void add(Usage usage) {
            count += usage.count();
            entries++;
            if (usage.timestamp() > latest.timestamp()) {
                latest = usage;
            }
        }

        Usage total() {
            return new Usage(
                    latest.key(), latest.featureName(), latest.value(), count, latest.timestamp());
        }
    }

    OpenGroup(EnvironmentId environment, long from, long openedNanos) {
        this.environment = environment;
        this.from = from;
        this.openedNanos = openedNanos;
    }

    EnvironmentId environment() {
        return environment;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** Adds an entry, and returns by how many bytes the group grew. */
    int add(Usage usage) {
        Sum sum = usages.get(usage.key());
        int growth = 0;
        if (sum == null) {
            sum = new Sum(usage);
            usages.put(usage.key(), sum);
            growth = weight(usage);
            size += growth;
        }
        sum.add(usage);
        return growth;
    }

    private static int weight(Usage usage) {
        UsageKey key = usage.key();
        return USAGE_FRAME
                + key.feature().length()
                + key.variation().length()
                + key.sdkType().length()
                + key.sdkLanguage().length()
                + key.sdkVersion().length()
                + usage.featureName().length()
                + usage.value().length();
    }

    /** Adds a target, the latest of an identifier, and returns by how many bytes it grew. */
    int add(SeenTarget target) {
        targets.put(target.identifier(), target);
        int growth = 64 + target.identifier().length() + target.name().length();
        for (var attribute : target.attributes().entrySet()) {
            growth += 8 + attribute.getKey().length() + attribute.getValue().length();
        }
        size += growth;
        return growth;
    }

    /** {@code receipt} waits for this group; told twice in a row it counts once. */
    void awaitedBy(Receipt receipt) {
        if (receipts.isEmpty() || !receipts.getLast().equals(receipt)) {
            receipt.expect();
            receipts.add(receipt);
        }
    }

    /** Whether it has to be closed before anything more goes into it. */
    boolean isFull(int maxBytes) {
        return size >= maxBytes || targets.size() >= MAX_TARGETS;
    }

    int size() {
        return size;
    }

    List<Receipt> receipts() {
        return receipts;
    }

    /** Tells how many entries went into each key. */
    void entries(ObjIntConsumer<UsageKey> each) {
        usages.forEach((key, sum) -> each.accept(key, sum.entries));
    }

    /** What is in it, sorted, so that the same posts give the same bytes. */
    MetricsGroup close(String id, String edge, long to) {
        return new MetricsGroup(
                id,
                edge,
                environment,
                from,
                to,
                usages.values().stream()
                        .map(Sum::total)
                        .sorted((a, b) -> a.key().compareTo(b.key()))
                        .toList(),
                targets.values().stream()
                        .sorted((a, b) -> a.identifier().compareTo(b.identifier()))
                        .toList());
    }
}
