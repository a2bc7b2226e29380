package io.flaghoist.ingest.targets;

import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.schemas.record.TargetRecord.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the targets topic of an environment holds, as far as it takes to publish differences: per
 * target its identifier, half a content hash and a few numbers, about 200 bytes. Decides what to
 * write and is notified of what was written. Confined to one thread.
 */
final class TargetTable implements TargetLog.Listener {
    /** What is remembered of one target: no name, no attributes. Confined to its table's thread. */
    private static final class KnownTarget {
        /** What the topic holds. */
        ContentHash content;

        /** Whether the admin service reported it last, not an edge. */
        boolean fromAdmin;

        /** When its record was written, epoch milliseconds. */
        long writtenAt;

        /** What the admin service reported last; null when it has not, since this process began. */
        @Nullable ContentHash reported;

        /** The number of the last poll that listed it. */
        int listedIn;

        /** When a poll first missed it, by the nanosecond clock; null while it is listed. */
        @Nullable Long missingSince;

        KnownTarget(ContentHash content, boolean fromAdmin, long writtenAt) {
            this.content = content;
            this.fromAdmin = fromAdmin;
            this.writtenAt = writtenAt;
        }
    }

    /**
     * What a complete poll no longer lists.
     *
     * @param remove identifiers whose removal is accepted
     * @param held how many removals are not accepted yet
     * @param brake set while the brake holds them
     */
    record Vanished(List<String> remove, int held, Optional<String> brake) {}

    private final HoldRules rules;
    private final Duration retention;
    private final Map<String, KnownTarget> known = new HashMap<>();
    private int poll;

    /**
     * An empty table.
     *
     * @param retention of the topic: a target that is still listed is rewritten after a third
     */
    TargetTable(HoldRules rules, Duration retention) {
        this.rules = rules;
        this.retention = retention;
    }

    @Override
    public void saved(TargetRecord target, long writtenAt) {
        var content = ContentHash.of(target.contentHash());
        boolean fromAdmin = target.source() == Source.ADMIN;
        KnownTarget entry = known.get(target.identifier());
        if (entry == null) {
            known.put(target.identifier(), new KnownTarget(content, fromAdmin, writtenAt));
            return;
        }
        entry.content = content;
        entry.fromAdmin = fromAdmin;
        entry.writtenAt = writtenAt;
    }

    @Override
    public void removed(String identifier) {
        known.remove(identifier);
    }

    /** A poll begins. What has expired on the topic is forgotten. */
    void begin(long nowMillis) {
        poll++;
        known.values().removeIf(entry -> nowMillis - entry.writtenAt > retention.toMillis());
    }

    /** How many targets are known, from any source. */
    int size() {
        return known.size();
    }

    /** How many the admin service reported. */
    int listed() {
        return (int) known.values().stream().filter(entry -> entry.fromAdmin).count();
    }

    /** Whether this poll has listed the target already. */
    boolean isListed(String identifier) {
        KnownTarget entry = known.get(identifier);
        return entry != null && entry.listedIn == poll;
    }

    /**
     * Whether a listed target is to be written: it is new or changed, or would expire. What an edge
     * saw is newer than what the admin service has always reported, so that it takes a change there
     * to replace it.
     */
    boolean isDue(TargetRecord listed, long nowMillis) {
        KnownTarget entry = known.get(listed.identifier());
        if (entry == null) {
            return true;
        }
        var content = ContentHash.of(listed.contentHash());
        ContentHash reportedBefore = entry.reported;
        entry.reported = content;
        entry.listedIn = poll;
        entry.missingSince = null;
        if (nowMillis - entry.writtenAt > retention.toMillis() / 3) {
            return true;
        }
        boolean changed =
                entry.fromAdmin || (reportedBefore != null && !reportedBefore.equals(content));
        return changed && !entry.content.equals(content);
    }

    /** A listed target was written. */
    void wrote(TargetRecord listed, long nowMillis) {
        saved(listed, nowMillis);
        KnownTarget entry = known.get(listed.identifier());
        if (entry != null) {
            entry.reported = entry.content;
            entry.listedIn = poll;
        }
    }

    /**
     * What is left after a complete poll. A removal is accepted when two polls in a row lack it,
     * because a list that changes while it is read page by page misses some; when too many would go
     * at once, or all, it must stay so for as long as doubt lasts.
     */
    Vanished vanished(long nowNanos) {
        var missing = new ArrayList<Map.Entry<String, KnownTarget>>();
        var accepted = new ArrayList<String>();
        int of = 0;
        for (Map.Entry<String, KnownTarget> target : known.entrySet()) {
            KnownTarget entry = target.getValue();
            if (entry.fromAdmin) {
                of++;
                if (entry.listedIn != poll) {
                    missing.add(target);
                }
            }
        }
        boolean brakes = isTooMuch(missing.size(), of);
        for (Map.Entry<String, KnownTarget> target : missing) {
            if (isAccepted(target.getValue(), brakes, nowNanos)) {
                accepted.add(target.getKey());
            }
        }
        int held = missing.size() - accepted.size();
        return new Vanished(
                accepted,
                held,
                brakes && held > 0
                        ? Optional.of(
                                "%d of %d targets vanished upstream at once"
                                        .formatted(missing.size(), of))
                        : Optional.empty());
    }

    private boolean isTooMuch(int missing, int of) {
        return missing > 0
                && (missing == of
                        || (missing >= rules.brakeMinimum() && missing > rules.brakeShare() * of));
    }

    private boolean isAccepted(KnownTarget entry, boolean brakes, long nowNanos) {
        Long since = entry.missingSince;
        if (since == null) {
            entry.missingSince = nowNanos;
            return false;
        }
        return !brakes || nowNanos - since >= rules.confirmAfter().toNanos();
    }
}
