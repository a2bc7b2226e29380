package io.flaghoist.faults.check;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What an edge answered about some documents of an environment.
 *
 * @param documents each document that the answer tells of, {@link Content#ABSENT} where it tells
 *     that there is none
 * @param named documents that the answer itself calls exceptions
 * @param asked when the request was sent, since the run began
 * @param answered when the answer was whole
 */
public record Answer(
        Sighting.Subject subject,
        Claim claim,
        Map<DocumentKey, Content> documents,
        Set<DocumentKey> named,
        Duration asked,
        Duration answered) {
    public Answer {
        documents = Map.copyOf(documents);
        named = Set.copyOf(named);
    }
}
