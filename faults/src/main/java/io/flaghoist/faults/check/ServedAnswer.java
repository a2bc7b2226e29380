package io.flaghoist.faults.check;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.Map;

/**
 * What an edge answered about some documents of an environment.
 *
 * @param documents each document that the answer tells of, {@link Content#ABSENT} where it tells
 *     that there is none
 * @param exceptions which of them the answer says are not as SaaS has them
 * @param asked when the request was sent, since the run began
 * @param answered when the answer was whole
 */
public record ServedAnswer(
        Sighting.Subject subject,
        Claim claim,
        Map<DocumentKey, Content> documents,
        Exceptions exceptions,
        Duration asked,
        Duration answered) {
    public ServedAnswer {
        documents = Map.copyOf(documents);
    }
}
