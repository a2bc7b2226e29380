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
 * Finds what differs between an environment's image and what upstream says, and decides how much of
 * it may be published at once. One per environment, confined to its thread.
 *
 * <p>A full read is believed, except where it may be wrong:
 *
 * <ul>
 *   <li>it lacks or brings back what a notice told within {@link HoldRules#settle}: held until that
 *       time is over;
 *   <li>it has a lower version of a document than the log: either SaaS answered from a stale copy,
 *       or the document was deleted and created anew while nobody listened. Held until full reads
 *       that are {@link HoldRules#confirmAfter} apart, and all between them, say the same;
 *   <li>too much of the environment is missing ({@link HoldRules#brakeShare}), or all of its API
 *       keys: all removals are held, and confirmed in the same way.
 * </ul>
 */
public final class Reconciler {
    private static final Set<Domain> ALL_READ =
            EnumSet.of(Domain.FLAG, Domain.SEGMENT, Domain.API_KEY);

    private record LowerVersion(String sha256) {}

    private final HoldRules rules;
    private final RecentNotices recent;
    private final Confirmations<DocumentKey, LowerVersion> lowerVersions;
    private final Confirmations<Set<Domain>, Set<DocumentKey>> vanished;

    public Reconciler(HoldRules rules, RecentNotices recent) {
        this.rules = rules;
        this.recent = recent;
        this.lowerVersions = new Confirmations<>(rules.confirmAfter());
        this.vanished = new Confirmations<>(rules.confirmAfter());
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
        private Optional<String> brake = Optional.empty();
        private Optional<Duration> lookAgain = Optional.empty();

        Planning(EnvironmentImage image, UpstreamState state, long now) {
            this.image = image;
            this.state = state;
            this.now = now;
        }

        Plan plan() {
            return new Plan(LogOrder.sorted(changes), held, brake, lookAgain);
        }

        void saves() {
            for (Document document : state.documents().values()) {
                Document before = image.document(document.key());
                if (before == null) {
                    create(document);
                } else if (!before.upstreamSha256().equals(document.upstreamSha256())) {
                    replace(before, document);
                } else {
                    lowerVersions.forget(document.key());
                }
            }
            StandIns.missing(image, state.refused()).stream()
                    .filter(change -> !state.documents().containsKey(change.key()))
                    .forEach(changes::add);
        }

        private void create(Document document) {
            if (recent.contradictsReturn(document, now)) {
                hold(document.key(), "a notice told a moment ago that it was deleted", settle());
            } else {
                changes.add(new PlannedChange.Save(Optional.empty(), document));
            }
        }

        private void replace(Document before, Document document) {
            var save = new PlannedChange.Save(Optional.of(before), document);
            if (document.upstreamVersion() >= before.upstreamVersion()) {
                lowerVersions.forget(document.key());
                changes.add(save);
                return;
            }
            Optional<Duration> wait =
                    lowerVersions.toWait(
                            document.key(), new LowerVersion(document.upstreamSha256()), now);
            if (wait.isEmpty()) {
                lowerVersions.forget(document.key());
                changes.add(save);
            } else {
                String reason =
                        "upstream has version %d, the log %d: stale, or deleted and created anew"
                                .formatted(document.upstreamVersion(), before.upstreamVersion());
                hold(document.key(), reason, wait.get());
            }
        }

        void removals() {
            var missing = new ArrayList<Document>();
            for (Entry<? extends Document> entry : image.entries()) {
                DocumentKey key = entry.document().key();
                if (!state.covered().contains(key.domain()) || state.documents().containsKey(key)) {
                    continue;
                }
                lowerVersions.forget(key);
                if (state.refuses(key) && entry.document().refusal().isPresent()) {
                    continue; // it stands in for what is refused
                }
                if (state.refuses(key)) {
                    held.put(key, "upstream's version cannot be served; the last good one stays");
                } else {
                    missing.add(entry.document());
                }
            }
            if (brakes(missing)) {
                return;
            }
            for (Document document : missing) {
                if (recent.contradictsAbsence(document.key(), now)) {
                    hold(document.key(), "a notice told of it a moment ago", settle());
                } else {
                    changes.add(new PlannedChange.Remove(document));
                }
            }
        }

        private boolean brakes(List<Document> missing) {
            long living =
                    image.entries().stream()
                            .filter(e -> state.covered().contains(e.document().key().domain()))
                            .count();
            if (!isTooMuch(missing, living)) {
                vanished.forget(state.covered());
                return false;
            }
            Set<DocumentKey> keys =
                    Set.copyOf(missing.stream().map(document -> document.key()).toList());
            Optional<Duration> wait = vanished.toWait(state.covered(), keys, now);
            if (wait.isEmpty()) {
                vanished.forget(state.covered());
                return false;
            }
            String words =
                    "%d of %d documents vanished upstream at once"
                            .formatted(missing.size(), living);
            missing.forEach(document -> hold(document.key(), words, wait.get()));
            brake = Optional.of(words);
            return true;
        }

        private boolean isTooMuch(List<Document> missing, long living) {
            boolean noKeyIsLeft =
                    missing.stream().anyMatch(this::isApiKey)
                            && state.documents().values().stream().noneMatch(this::isApiKey);
            return noKeyIsLeft
                    || (missing.size() >= rules.brakeMinimum()
                            && missing.size() > rules.brakeShare() * living);
        }

        private boolean isApiKey(Document document) {
            return document.key().domain() == Domain.API_KEY;
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
            lookAgain = Optional.of(lookAgain.filter(d -> d.compareTo(wait) < 0).orElse(wait));
        }
    }
}
