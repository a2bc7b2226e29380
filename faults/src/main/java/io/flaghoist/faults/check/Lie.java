package io.flaghoist.faults.check;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.Optional;

/**
 * A document that was served as fresh and was not, however often it was seen.
 *
 * @param content what was served
 * @param firstAnswered when it was seen first
 * @param lastAnswered when it was seen last
 * @param age that the edge told at first
 * @param behind how long before the first request SaaS held it last; empty if it never did
 * @param times how often it was seen
 */
public record Lie(
        Sighting.Subject subject,
        DocumentKey key,
        Content content,
        Duration firstAnswered,
        Duration lastAnswered,
        Duration age,
        Optional<Duration> behind,
        long times) {
    Lie seenAgain(Duration answered) {
        return new Lie(subject, key, content, firstAnswered, answered, age, behind, times + 1);
    }
}
