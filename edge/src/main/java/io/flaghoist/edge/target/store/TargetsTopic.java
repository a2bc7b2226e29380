package io.flaghoist.edge.target.store;

import io.flaghoist.edge.target.SeenTargets;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.wire.Target;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Writes targets too large for a token to the targets topic, so that other edges can evaluate with
 * their attributes: after changes, and once a day. Thread-safe.
 */
final class TargetsTopic implements SeenTargets, AppliedTargets {
    /** The kind of topic, in metrics. */
    public static final String KIND = "targets";

    private final TopicCatalogue topics;
    private final PrivateAttributes privateAttributes;
    private final Predicate<EnvironmentId> hasTopic;
    private final Outbox outbox;
    private final TargetMeters meters;
    private final InstantSource clock;
    private final RecentContents sent;

    /**
     * @param hasTopic whether the environment's targets topic may exist
     * @param outbox started and closed by the caller
     */
    public TargetsTopic(
            TopicCatalogue topics,
            PrivateAttributes privateAttributes,
            Predicate<EnvironmentId> hasTopic,
            Outbox outbox,
            TargetMeters meters,
            InstantSource clock) {
        this.topics = topics;
        this.privateAttributes = privateAttributes;
        this.hasTopic = hasTopic;
        this.outbox = outbox;
        this.meters = meters;
        this.clock = clock;
        this.sent = RecentContents.by(clock);
    }

    @Override
    public void seen(EnvironmentId environment, Target target, boolean inToken) {
        if (inToken) {
            return; // every edge has it in the token
        }
        String identifier = target.identifier();
        if (identifier == null || identifier.isEmpty()) {
            meters.forwarded(KIND, "excluded");
            return;
        }
        if (!hasTopic.test(environment)) {
            meters.forwarded(KIND, "no_topic");
            return;
        }
        TargetRecord record = privateAttributes.record(identifier, target, clock.millis());
        Digest key = Digest.of(environment.value(), identifier);
        Digest content = Digest.of(record.contentHash());
        if (!sent.isNews(key, content)) {
            meters.forwarded(KIND, "duplicate");
            return;
        }
        outbox.post(
                new OutboxRecord(
                        topics.targets(environment).name(),
                        0,
                        TargetCodec.encode(environment, record),
                        () -> sent.forget(key, content)));
    }

    @Override
    public boolean cares(EnvironmentId environment, String identifier) {
        return sent.has(Digest.of(environment.value(), identifier));
    }

    /** Another edge has sent a different content: the next sighting is sent again. */
    @Override
    public void applied(
            EnvironmentId environment, String identifier, Optional<String> contentHash) {
        sent.forgetUnless(
                Digest.of(environment.value(), identifier),
                contentHash.map(Digest::of).orElse(null));
    }
}
