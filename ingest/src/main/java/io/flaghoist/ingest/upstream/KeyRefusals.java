package io.flaghoist.ingest.upstream;

import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.KeyVerdict;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Distinguishes environments that are gone at SaaS from outages. A key that was refused somewhere
 * is examined by itself, again and again. Its refusal counts as confirmed when SaaS has refused it
 * without a break for {@link #confirmAfter}, in its own words, and has answered otherwise all the
 * while: other environments worked, or at least what needs no key was answered as it should be.
 * Bounded by the configured keys. Thread-safe.
 */
final class KeyRefusals implements AutoCloseable {
    private static final int MIN_REFUSALS = 3;
    private static final int LOOKS_TO_CONFIRM = 6;

    /** One key that was refused; {@code count} and what follows are of the unbroken sequence. */
    private record Suspect(
            Secret key,
            Optional<EnvironmentId> environment,
            Instant since,
            int status,
            int count,
            long firstNanos,
            long lastNanos) {
        Suspect again(int latest, long nowNanos) {
            return new Suspect(
                    key,
                    environment,
                    since,
                    latest,
                    count + 1,
                    count == 0 ? nowNanos : firstNanos,
                    nowNanos);
        }

        Suspect broken() {
            return new Suspect(key, environment, since, status, 0, 0, 0);
        }
    }

    private final ApiKeys configured;
    private final Function<Secret, KeyVerdict> examine;
    private final BooleanSupplier answersAsItShould;
    private final Duration confirmAfter;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final SupervisedLoop loop;
    private final Map<HashedApiKey, Suspect> suspects = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, Long> worked = new ConcurrentHashMap<>();

    /**
     * Begins nothing yet.
     *
     * @param examine asks SaaS about a key
     * @param answersAsItShould whether SaaS answers well what needs no key
     * @param confirmAfter how long SaaS must refuse a key
     */
    KeyRefusals(
            ApiKeys configured,
            Function<Secret, KeyVerdict> examine,
            BooleanSupplier answersAsItShould,
            Duration confirmAfter,
            Supervisor supervisor,
            Clock clock,
            LongSupplier nanoTime) {
        this.configured = configured;
        this.examine = examine;
        this.answersAsItShould = answersAsItShould;
        this.confirmAfter = confirmAfter;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.loop =
                supervisor.every(
                        confirmAfter.dividedBy(LOOKS_TO_CONFIRM),
                        LoopSpec.of(
                                        "ingest-key-refusals",
                                        "environments that are gone at SaaS are not distinguished from outages")
                                // Each key may take as long as a request may.
                                .within(Duration.ofMinutes(10)),
                        this::look);
    }

    void start() {
        loop.start();
    }

    /**
     * A key was refused, or what it opens is not there.
     *
     * @param environment that it is of, as far as known
     */
    void suspect(Secret key, Optional<EnvironmentId> environment, int status) {
        suspects.putIfAbsent(
                key.hash(), new Suspect(key, environment, clock.instant(), status, 0, 0, 0));
    }

    /** SaaS answered with an environment's data. */
    void worked(EnvironmentId environment) {
        worked.put(environment, nanoTime.getAsLong());
        suspects.values()
                .removeIf(one -> one.environment().filter(environment::equals).isPresent());
    }

    /** That all of an environment's keys are refused; empty when one is not, as far as known. */
    Optional<EnvironmentSource.Refusal> ofAll(Collection<Secret> keys) {
        return refusal(keys.stream().map(Secret::hash).toList());
    }

    /**
     * The same for an environment that no key has led to yet: those configured keys are meant that
     * its log knows.
     */
    Optional<EnvironmentSource.Refusal> ofLog(EnvironmentImage image) {
        return refusal(
                configured.keys().stream()
                        .map(Secret::hash)
                        .filter(hash -> image.apiKey(hash) != null)
                        .toList());
    }

    private Optional<EnvironmentSource.Refusal> refusal(List<HashedApiKey> keys) {
        List<Suspect> found =
                keys.stream()
                        .flatMap(hash -> Optional.ofNullable(suspects.get(hash)).stream())
                        .toList();
        if (found.isEmpty() || found.size() < keys.size()) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        Instant since = found.stream().map(Suspect::since).max(Instant::compareTo).orElseThrow();
        Optional<Duration> confirmedFor =
                found.stream().allMatch(this::isConfirmed)
                        ? found.stream()
                                .map(one -> Duration.ofNanos(now - one.firstNanos()))
                                .map(refused -> refused.minus(confirmAfter))
                                .min(Duration::compareTo)
                        : Optional.empty();
        return Optional.of(
                new EnvironmentSource.Refusal(found.getFirst().status(), since, confirmedFor));
    }

    private boolean isConfirmed(Suspect one) {
        return one.count() >= MIN_REFUSALS
                && one.lastNanos() - one.firstNanos() >= confirmAfter.toNanos();
    }

    void look() {
        for (Suspect one : List.copyOf(suspects.values())) {
            switch (examine.apply(one.key())) {
                case KeyVerdict.Accepted(var environment) -> {
                    suspects.remove(one.key().hash());
                    worked.put(environment, nanoTime.getAsLong());
                }
                case KeyVerdict.Refused(var status) -> {
                    boolean otherwise = answersOtherwise(one);
                    suspects.computeIfPresent(
                            one.key().hash(),
                            (_, now) ->
                                    otherwise
                                            ? now.again(status, nanoTime.getAsLong())
                                            : now.broken());
                }
                case KeyVerdict.Unknown _ ->
                        suspects.computeIfPresent(one.key().hash(), (_, now) -> now.broken());
            }
        }
    }

    private boolean answersOtherwise(Suspect one) {
        long now = nanoTime.getAsLong();
        long recently = confirmAfter.dividedBy(2).toNanos();
        boolean anotherWorks =
                worked.entrySet().stream()
                        .filter(entry -> !one.environment().equals(Optional.of(entry.getKey())))
                        .anyMatch(entry -> now - entry.getValue() < recently);
        return anotherWorks || answersAsItShould.getAsBoolean();
    }

    @Override
    public void close() {
        loop.close();
    }
}
