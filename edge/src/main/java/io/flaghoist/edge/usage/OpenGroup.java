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

/**
 * The posts of one environment since its last group was closed, merged. Each distinct key weighs
 * more than 200 bytes, so that the size limit bounds the number of keys as well. For one thread.
 */
final class OpenGroup {
    /** Maximum number of targets of a group. */
    static final int MAX_TARGETS = 1_000;

    private static final int FRAME = 256;
    private static final int USAGE_FRAME = 200;

    private final EnvironmentId environment;
    private final long from;
    private final long openedNanos;
    private final Map<UsageKey, Usage> usages = new HashMap<>();
    private final Map<String, SeenTarget> targets = new HashMap<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private int size = FRAME;

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

    /** Adds an entry, and returns the growth of the group in bytes. */
    int add(Usage usage) {
        int keys = usages.size();
        usages.merge(usage.key(), usage, OpenGroup::sum);
        int growth = usages.size() > keys ? weight(usage) : 0;
        size += growth;
        return growth;
    }

    /** Names and time are those of the latest. */
    private static Usage sum(Usage before, Usage added) {
        Usage latest = added.timestamp() > before.timestamp() ? added : before;
        return new Usage(
                latest.key(),
                latest.featureName(),
                latest.value(),
                before.count() + added.count(),
                latest.timestamp());
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

    /**
     * Adds a target, the latest of its identifier, and returns the growth of the group in bytes.
     */
    int add(SeenTarget target) {
        targets.put(target.identifier(), target);
        int growth = 64 + target.identifier().length() + target.name().length();
        for (var attribute : target.attributes().entrySet()) {
            growth += 8 + attribute.getKey().length() + attribute.getValue().length();
        }
        size += growth;
        return growth;
    }

    /** {@code receipt} waits for this group; calls that follow each other count once. */
    void awaitedBy(Receipt receipt) {
        if (receipts.isEmpty() || !receipts.getLast().equals(receipt)) {
            receipt.expect();
            receipts.add(receipt);
        }
    }

    /** Whether it must be closed before anything is added. */
    boolean isFull(int maxBytes) {
        return size >= maxBytes || targets.size() >= MAX_TARGETS;
    }

    int size() {
        return size;
    }

    List<Receipt> receipts() {
        return receipts;
    }

    /** The content, sorted, so that the same posts give the same bytes. */
    MetricsGroup close(String id, String edge, long to) {
        return new MetricsGroup(
                id,
                edge,
                environment,
                from,
                to,
                usages.values().stream().sorted((a, b) -> a.key().compareTo(b.key())).toList(),
                targets.values().stream()
                        .sorted((a, b) -> a.identifier().compareTo(b.identifier()))
                        .toList());
    }
}
