package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.image.Entry;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what differs between an environment's image and upstream, and decides how much of it may be
 * published at once. One per environment, confined to its thread.
 *
 * <p>A full read is believed, except where it may be wrong:
 *
 * <ul>
 *   <li>it lacks or brings back what a notice announced within {@link HoldRules#settle}: held until
 *       that time is over;
 *   <li>it has a lower version of a document than the log: either SaaS answered from a stale copy,
 *       or the document was deleted and created anew while no stream was open. Held until full
 *       reads that are {@link HoldRules#confirmAfter} apart, and all between them, have the same;
 *   <li>it lacks what only an error would take away, see {@link HeldRemovals}.
 * </ul>
 */
public final class Reconciler {
    private static final Set<Domain> ALL_READ =
            EnumSet.of(Domain.FLAG, Domain.SEGMENT, Domain.API_KEY);

    /**
     * What is to be done after a full read.
     *
     * @param changes in the order of the log
     * @param held what is not believed yet, and why, but for removals, which {@link HeldRemovals}
     *     knows
     * @param lookAgain when another full read can settle what is held; empty when nothing is
     */
    public record Plan(
            List<PlannedChange> changes,
            Map<DocumentKey, String> held,
            Optional<Duration> lookAgain) {
        public Plan {
            changes = List.copyOf(changes);
            held = Map.copyOf(held);
        }
    }

    /** A content of a lower version than the log's, which must be read again to be believed. */
    private record LowerVersion(String sha256, long sinceNanos) {}

    private final HoldRules rules;
    private final RecentNotices recent;
    private final Map<DocumentKey, LowerVersion> lowerVersions = new HashMap<>();
    private final HeldRemovals removals;

    public Reconciler(HoldRules rules, RecentNotices recent) {
        this.rules = rules;
        this.recent = recent;
        this.removals = new HeldRemovals(rules);
    }

    /** The removals that wait. */
    public HeldRemovals heldRemovals() {
        return removals;
    }

    /**
     * The changes that lead from {@code image} to {@code state}.
     *
     * @param nowNanos the monotonic clock when the full read began
     */
    public Plan plan(EnvironmentImage image, UpstreamState state, long nowNanos) {
        var planning = new Planning(image, state, nowNanos);
        planning.saves();
        planning.removals();
        planning.identity();
        return planning.plan();
    }

    /** One full read being compared. */
    private final class Planning {
        private final EnvironmentImage image;
        private final UpstreamState state;
        private final long now;
        private final List<PlannedChange> changes = new ArrayList<>();
        private final Map<DocumentKey, String> held = new HashMap<>();
        private Optional<Duration> lookAgain = Optional.empty();

        Planning(EnvironmentImage image, UpstreamState state, long now) {
            this.image = image;
            this.state = state;
            this.now = now;
        }

        Plan plan() {
            removals.untilAccepted(now).ifPresent(this::lookAgainIn);
            return new Plan(LogOrder.sorted(changes), held, lookAgain);
        }

        void saves() {
            for (Document document : state.documents().values()) {
                Document before = image.document(document.key());
                if (before == null) {
                    create(document);
                } else if (!before.upstreamSha256().equals(document.upstreamSha256())) {
                    replace(before, document);
                } else {
                    lowerVersions.remove(document.key());
                }
            }
            StandIns.missing(image, state.refused()).stream()
                    .filter(change -> !state.documents().containsKey(change.key()))
                    .forEach(changes::add);
        }

        private void create(Document document) {
            if (recent.contradictsReturn(document, now)) {
                hold(
                        document.key(),
                        "a notice announced a moment ago that it was deleted",
                        settle());
            } else {
                changes.add(new PlannedChange.Save(Optional.empty(), document));
            }
        }

        private void replace(Document before, Document document) {
            var save = new PlannedChange.Save(Optional.of(before), document);
            if (document.upstreamVersion() >= before.upstreamVersion()) {
                lowerVersions.remove(document.key());
                changes.add(save);
                return;
            }
            Optional<Duration> wait = untilConfirmed(document);
            if (wait.isEmpty()) {
                lowerVersions.remove(document.key());
                changes.add(save);
            } else {
                String reason =
                        "upstream has version %d, the log %d: stale, or deleted and created anew"
                                .formatted(document.upstreamVersion(), before.upstreamVersion());
                hold(document.key(), reason, wait.get());
            }
        }

        /** Another content starts anew; empty once this one is confirmed. */
        private Optional<Duration> untilConfirmed(Document document) {
            String sha256 = document.upstreamSha256();
            LowerVersion known = lowerVersions.get(document.key());
            if (known == null || !known.sha256().equals(sha256)) {
                lowerVersions.put(document.key(), new LowerVersion(sha256, now));
                return Optional.of(rules.confirmAfter());
            }
            return Optional.of(rules.confirmAfter().minusNanos(now - known.sinceNanos()))
                    .filter(Duration::isPositive);
        }

        void removals() {
            var missing = new ArrayList<Document>();
            for (Entry<? extends Document> entry : image.entries()) {
                DocumentKey key = entry.document().key();
                if (!state.covered().contains(key.domain()) || state.documents().containsKey(key)) {
                    continue;
                }
                lowerVersions.remove(key);
                if (state.refuses(key) && entry.document().refusal().isPresent()) {
                    continue; // it is the stand-in of what is refused
                }
                if (state.refuses(key)) {
                    held.put(key, "upstream's version cannot be served; the last good one stays");
                } else {
                    missing.add(entry.document());
                }
            }
            missing.removeIf(document -> {
                boolean isNews = recent.contradictsAbsence(document.key(), now);
                if (isNews) {
                    hold(document.key(), "a notice announced it a moment ago", settle());
                }
                return isNews;
            });
            removals.believed(image, state, missing, now)
                    .forEach(document -> changes.add(new PlannedChange.Remove(document)));
        }

        void identity() {
            var document = EnvironmentDocument.of(state.names());
            EnvironmentDocument before = image.identity();
            if (before == null
                    ? !state.covered().containsAll(ALL_READ)
                    : isSame(before, document)) {
                return;
            }
            changes.add(new PlannedChange.Save(Optional.ofNullable(before), document));
        }

        private boolean isSame(Document before, Document after) {
            return before.sha256().equals(after.sha256());
        }

        private Duration settle() {
            return rules.settle();
        }

        private void hold(DocumentKey key, String reason, Duration wait) {
            held.put(key, reason);
            lookAgainIn(wait);
        }

        private void lookAgainIn(Duration wait) {
            lookAgain = Optional.of(lookAgain.filter(d -> d.compareTo(wait) < 0).orElse(wait));
        }
    }
}
