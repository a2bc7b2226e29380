package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The removals of one environment that full reads would lead to and that are not believed, because
 * an error would lead to the same. Bounded by the documents of the environment. Confined to one
 * thread.
 *
 * <p>Held are, of what the lists of one full read lack, together with what lists of the last hour
 * lacked:
 *
 * <ul>
 *   <li>everything of a domain, or of all domains that were read together, of which more than
 *       {@link HoldRules#brakeShare} and at least {@link HoldRules#brakeMinimum} documents vanished
 *       at once, or of which nothing is left although there were several;
 *   <li>the last API keys: without one no SDK gets in;
 *   <li>API keys that upstream still accepts, although its list lacks them.
 * </ul>
 *
 * A removal stops being held when upstream lists the document again, announces its deletion on the
 * stream, or has lacked it for {@link HoldRules#acceptAfter}; and when a person confirms it. What
 * was removed from a hold still counts while the rest of it is held: the rest does not become
 * ordinary by that.
 */
public final class HeldRemovals {
    /** Emptied lists shorter than this are ordinary deletions. */
    private static final int SEVERAL = 2;

    /** How long an emptied list is judged together with what was removed from it by a hold. */
    private static final Duration REMEMBER = Duration.ofHours(1);

    /** Holds by their names, so that an order that crosses a new hold still means its own set. */
    private static final int MAX_NAMED = 64;

    private record Held(String reason, long sinceNanos) {}

    private final HoldRules rules;
    private final Map<DocumentKey, Held> held = new HashMap<>();
    private final Map<DocumentKey, Long> settled = new HashMap<>();

    /** Believed of lists alone, one after the other: many small removals add up to a large one. */
    private final Map<DocumentKey, Long> believedSingly = new HashMap<>();

    private final Map<String, Set<DocumentKey>> named = new LinkedHashMap<>();
    private Optional<RemovalHold> current = Optional.empty();

    HeldRemovals(HoldRules rules) {
        this.rules = rules;
    }

    /**
     * What is held of {@code image} now; a document that it lacks was removed by other means.
     *
     * @param nowNanos the monotonic clock
     */
    public Optional<RemovalHold> current(EnvironmentImage image, long nowNanos) {
        settle(image, nowNanos);
        var reasons = new HashMap<DocumentKey, String>();
        held.forEach((key, why) -> reasons.put(key, why.reason()));
        if (!current.map(RemovalHold::reasons).orElse(Map.of()).equals(reasons)) {
            current = reasons.isEmpty() ? Optional.empty() : Optional.of(RemovalHold.of(reasons));
            current.ifPresent(this::remember);
        }
        return current;
    }

    private void remember(RemovalHold hold) {
        named.remove(hold.id()); // so that it moves to the end
        named.put(hold.id(), Set.copyOf(hold.reasons().keySet()));
        if (named.size() > MAX_NAMED) {
            named.remove(named.keySet().iterator().next());
        }
    }

    private void settle(EnvironmentImage image, long nowNanos) {
        held.keySet()
                .removeIf(key -> {
                    boolean isGone = image.document(key) == null;
                    if (isGone) {
                        settled.put(key, nowNanos);
                        believedSingly.clear(); // a person, or upstream's stream, has looked
                    }
                    return isGone;
                });
    }

    /** The documents that a hold of that name is or was about; empty when no such hold is known. */
    public Set<DocumentKey> named(String id) {
        return named.getOrDefault(id, Set.of());
    }

    public boolean isHeld(DocumentKey key) {
        return held.containsKey(key);
    }

    /** Upstream has the document after all: a notice announced it, and it was fetched. */
    public void exists(DocumentKey key) {
        held.remove(key);
    }

    /** How long until the first of them is believed by time; empty when none is. */
    Optional<Duration> untilAccepted(long nowNanos) {
        return rules.acceptAfter()
                .flatMap(after ->
                        held.values().stream()
                                .map(one -> after.minusNanos(nowNanos - one.sinceNanos()))
                                .filter(Duration::isPositive)
                                .min(Duration::compareTo));
    }

    /**
     * Sorts the documents that a full read lacks.
     *
     * @param missing of the image, and of domains that {@code state} covers
     * @return those that may be removed at once
     */
    List<Document> believed(
            EnvironmentImage image, UpstreamState state, List<Document> missing, long nowNanos) {
        settle(image, nowNanos);
        believedSingly
                .entrySet()
                .removeIf(one ->
                        image.document(one.getKey()) != null
                                || nowNanos - one.getValue() >= REMEMBER.toNanos());
        Map<DocumentKey, String> suspicious = new Comparison(image, state, missing).suspicious();
        held.keySet()
                .removeIf(key ->
                        state.covered().contains(key.domain()) && !suspicious.containsKey(key));
        suspicious.forEach((key, reason) ->
                held.merge(
                        key,
                        new Held(reason, nowNanos),
                        (known, latest) -> new Held(latest.reason(), known.sinceNanos())));
        forgetSettled(state.covered(), nowNanos);
        List<Document> believed =
                missing.stream().filter(document -> isBelieved(document.key(), nowNanos)).toList();
        believed.forEach(document -> believedSingly.put(document.key(), nowNanos));
        return believed;
    }

    private boolean isBelieved(DocumentKey key, long nowNanos) {
        Held one = held.get(key);
        return one == null
                || rules.acceptAfter()
                        .filter(after -> nowNanos - one.sinceNanos() >= after.toNanos())
                        .isPresent();
    }

    private void forgetSettled(Set<Domain> covered, long nowNanos) {
        settled.entrySet()
                .removeIf(entry ->
                        nowNanos - entry.getValue() >= REMEMBER.toNanos()
                                && covered.contains(entry.getKey().domain()));
    }

    /** One full read. */
    private final class Comparison {
        private final EnvironmentImage image;
        private final UpstreamState state;
        private final List<Document> missing;
        private final boolean isHolding;

        Comparison(EnvironmentImage image, UpstreamState state, List<Document> missing) {
            this.image = image;
            this.state = state;
            this.missing = missing;
            this.isHolding =
                    held.keySet().stream().anyMatch(key -> state.covered().contains(key.domain()));
        }

        Map<DocumentKey, String> suspicious() {
            var suspicious = new HashMap<DocumentKey, String>();
            mass(state.covered()).ifPresent(why -> hold(suspicious, why, _ -> true));
            for (Domain domain : state.covered()) {
                mass(Set.of(domain))
                        .or(() -> emptied(domain))
                        .ifPresent(why -> hold(suspicious, why, key -> key.domain() == domain));
            }
            if (noKeyIsLeft()) {
                hold(
                        suspicious,
                        "upstream lists no API key any more; without one no SDK gets in",
                        key -> key.domain() == Domain.API_KEY);
            }
            hold(
                    suspicious,
                    "upstream does not list this API key any more, but still accepts it from ingest",
                    this::works);
            return suspicious;
        }

        private void hold(
                Map<DocumentKey, String> suspicious, String why, Predicate<DocumentKey> which) {
            missing.stream()
                    .map(Document::key)
                    .filter(which)
                    .forEach(key -> suspicious.putIfAbsent(key, why));
        }

        private Optional<String> mass(Set<Domain> domains) {
            long before = removed(domains);
            long gone = before + count(missing, domains);
            long all = before + living(domains);
            boolean isTooMuch = gone >= rules.brakeMinimum() && gone > rules.brakeShare() * all;
            return isTooMuch
                    ? Optional.of(
                            "%d of %d documents%s vanished upstream at once"
                                    .formatted(
                                            gone,
                                            all,
                                            domains.size() == 1
                                                    ? " (%s)"
                                                            .formatted(
                                                                    domains.iterator()
                                                                            .next()
                                                                            .word())
                                                    : ""))
                    : Optional.empty();
        }

        /** While nothing is held, what was removed of a hold before is the past. */
        private long removed(Set<Domain> domains) {
            return count(believedSingly, domains) + (isHolding ? count(settled, domains) : 0);
        }

        private static long count(Map<DocumentKey, Long> removed, Set<Domain> domains) {
            return removed.keySet().stream().filter(key -> domains.contains(key.domain())).count();
        }

        private Optional<String> emptied(Domain domain) {
            long before = count(settled, Set.of(domain)) + count(believedSingly, Set.of(domain));
            boolean isEmptied =
                    domain != Domain.API_KEY
                            && state.isSilentOn(domain)
                            && living(Set.of(domain)) + before >= SEVERAL;
            return isEmptied
                    ? Optional.of("upstream's list (%s) is empty".formatted(domain.word()))
                    : Optional.empty();
        }

        private boolean noKeyIsLeft() {
            return state.covered().contains(Domain.API_KEY) && state.isSilentOn(Domain.API_KEY);
        }

        private boolean works(DocumentKey key) {
            return key instanceof DocumentKey.OfApiKey(HashedApiKey hash)
                    && state.workingKeys().contains(hash);
        }

        private long living(Set<Domain> domains) {
            return image.entries().stream()
                    .filter(entry -> domains.contains(entry.document().key().domain()))
                    .count();
        }

        private static long count(Collection<Document> documents, Set<Domain> domains) {
            return documents.stream().filter(it -> domains.contains(it.key().domain())).count();
        }
    }
}
