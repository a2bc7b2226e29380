package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.FetchedDocument;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Failure;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches single documents, beside one another. What comes of them goes into the mailbox. Confined
 * to the worker's thread.
 */
final class DocumentFetches {
    /** Under way at the same time. */
    static final int MAX_TOGETHER = 64;

    /** Of one document at the same time: the first, and those that hedge it. */
    private static final int MAX_OF_ONE = 3;

    private final UpstreamSession session;
    private final Mailbox mailbox;
    private final EnvironmentWorker.Tools tools;
    private final Map<DocumentKey, Integer> underway = new HashMap<>();
    private int count;

    DocumentFetches(UpstreamSession session, Mailbox mailbox, EnvironmentWorker.Tools tools) {
        this.session = session;
        this.mailbox = mailbox;
        this.tools = tools;
    }

    boolean canBegin(DocumentKey key) {
        return count < MAX_TOGETHER && underway.getOrDefault(key, 0) < MAX_OF_ONE;
    }

    boolean isUnderway(DocumentKey key) {
        return underway.containsKey(key);
    }

    /**
     * Begins one.
     *
     * @return when, by the monotonic clock
     */
    long begin(DocumentKey key) {
        long began = tools.nanoTime().getAsLong();
        underway.merge(key, 1, Integer::sum);
        count++;
        var _ =
                CompletableFuture.supplyAsync(() -> fetch(key), tools.blocking())
                        .exceptionally(e ->
                                new Answer.Failed<>(
                                        key.text(), new Failure.Unreadable(String.valueOf(e))))
                        .thenAccept(
                                answer -> mailbox.fetched(new Mailbox.Fetched(key, began, answer)));
        return began;
    }

    private Answer<FetchedDocument> fetch(DocumentKey key) {
        return key.domain() == Domain.FLAG
                ? session.flag(key.identifier())
                : session.segment(key.identifier());
    }

    /** Its answer came out of the mailbox. */
    void ended(DocumentKey key) {
        if (isUnderway(key)) {
            count--;
            underway.computeIfPresent(key, (_, some) -> some > 1 ? some - 1 : null);
        }
    }
}
