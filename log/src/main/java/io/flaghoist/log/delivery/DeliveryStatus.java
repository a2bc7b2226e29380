package io.flaghoist.log.delivery;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The deliveries of one environment. Immutable.
 *
 * @param waiting records that were read and are not finished
 * @param amount what they count in all
 * @param oldestSince when the oldest of them was written
 * @param unread records of the topic, of all environments, that this environment has not read
 */
public record DeliveryStatus(
        EnvironmentId environment,
        int waiting,
        long amount,
        Optional<Instant> oldestSince,
        long unread,
        Optional<Problem> problem) {

    static DeliveryStatus nothing(EnvironmentId environment) {
        return new DeliveryStatus(environment, 0, 0, Optional.empty(), 0, Optional.empty());
    }

    /** Age of the oldest record that waits; 0 if there is none. */
    public double oldestSeconds(Instant now) {
        return oldestSince
                .map(since -> Math.max(0, Duration.between(since, now).toMillis() / 1000.0))
                .orElse(0.0);
    }
}
