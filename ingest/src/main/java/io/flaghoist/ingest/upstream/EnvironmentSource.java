package io.flaghoist.ingest.upstream;

import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.StreamListener;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One environment of one upstream. Requests block, and end early when their thread is interrupted;
 * any thread may call.
 */
public interface EnvironmentSource {
    /** An open stream, or one that is being opened. */
    interface Stream extends AutoCloseable {
        /** Ends the stream; the listener is not called any more. */
        @Override
        void close();
    }

    /**
     * Upstream refuses every credential of an environment.
     *
     * @param status of the response
     * @param since when it was refused first
     * @param confirmedFor how long the refusal has been confirmed; empty while it is not
     */
    record Refusal(int status, Instant since, Optional<Duration> confirmedFor) {}

    /**
     * All documents of one domain of an environment.
     *
     * @param names as the token of this read names the environment
     * @param workingKeys of a list of API keys: those of ingest's own that it lacks and that
     *     upstream accepts all the same, or may accept
     */
    record Listing(
            EnvironmentNames names,
            Domain domain,
            List<? extends Document> documents,
            List<RefusedDocument> refused,
            Set<HashedApiKey> workingKeys) {}

    /** One document of upstream, fetched by itself. */
    sealed interface FetchedDocument {
        record InShape(Document document) implements FetchedDocument {}

        record Refused(RefusedDocument document) implements FetchedDocument {}

        /** A segment whose two forms differ in version: it changed between the two reads. */
        record Torn() implements FetchedDocument {}
    }

    EnvironmentId environment();

    /** The environment's names, as upstream gave them last. */
    EnvironmentNames names();

    /** All flags, all segments, or all API keys. */
    Answer<Listing> list(Domain domain);

    /** One flag or segment. */
    Answer<FetchedDocument> fetch(DocumentKey key);

    /** Opens the stream of changes; the listener learns whether that succeeded. */
    Stream openStream(StreamListener listener);

    /** The stream's credentials were refused: they are renewed before the next list is read. */
    void credentialsRefused();

    /** Empty unless upstream refuses the environment, as far as known. */
    Optional<Refusal> refusal();

    /** Stops or resumes whatever else reads this source, such as the polling of targets. */
    void pause(boolean paused);
}
