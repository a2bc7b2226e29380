package io.flaghoist.edge.target.store;

import io.flaghoist.edge.target.SeenTargets;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Registration;
import io.flaghoist.schemas.record.RegistrationCodec;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.wire.Target;
import java.time.InstantSource;

/**
 * Writes targets to the registrations topic, so that ingest can register them at SaaS: each content
 * once per day and edge, never anonymous targets. Thread-safe.
 */
final class Registrations implements SeenTargets {
    /** The kind of topic, in metrics. */
    public static final String KIND = "registrations";

    private final TopicCatalogue topics;
    private final PrivateAttributes privateAttributes;
    private final Outbox outbox;
    private final TargetMeters meters;
    private final InstantSource clock;
    private final RecentContents sent;

    /**
     * @param outbox started and closed by the caller
     */
    public Registrations(
            TopicCatalogue topics,
            PrivateAttributes privateAttributes,
            Outbox outbox,
            TargetMeters meters,
            InstantSource clock) {
        this.topics = topics;
        this.privateAttributes = privateAttributes;
        this.outbox = outbox;
        this.meters = meters;
        this.clock = clock;
        this.sent = RecentContents.by(clock);
    }

    @Override
    public void seen(EnvironmentId environment, Target target, boolean inToken) {
        String identifier = target.identifier();
        if (identifier == null || identifier.isEmpty() || Boolean.TRUE.equals(target.anonymous())) {
            meters.forwarded(KIND, "excluded");
            return;
        }
        Registration registration =
                privateAttributes.registration(environment, identifier, target, clock.millis());
        // The whole content is the key: a target with alternating attributes from two SDKs is sent
        // twice, not every time.
        var content = Digest.of(environment.value(), registration.contentHash());
        if (!sent.isNews(content, content)) {
            meters.forwarded(KIND, "duplicate");
            return;
        }
        outbox.post(
                new OutboxRecord(
                        topics.registrations().name(),
                        -1,
                        RegistrationCodec.encode(registration),
                        () -> sent.forget(content, content)));
    }
}
