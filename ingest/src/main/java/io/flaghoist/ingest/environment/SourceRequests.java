package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Failure;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.service.Supervisor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;

/** Requests to one source, each on a virtual thread. Their answers become events. */
final class SourceRequests implements AutoCloseable {
    private final EnvironmentSource source;
    private final EventQueue events;
    private final ExecutorService threads;

    SourceRequests(EnvironmentSource source, EventQueue events, Supervisor supervisor) {
        this.source = source;
        this.events = events;
        this.threads =
                supervisor.tasks(
                        "ingest-blocking",
                        "something was not read from upstream; it is read again");
    }

    void list(Domain domain) {
        request(
                "the list (%s)".formatted(domain.word()),
                () -> source.list(domain),
                answer -> new EventQueue.Listed(domain, answer));
    }

    void fetch(DocumentKey key, long beganNanos) {
        request(
                key.text(),
                () -> source.fetch(key),
                answer -> new EventQueue.Fetched(key, beganNanos, answer));
    }

    private <T> void request(
            String what,
            Supplier<Answer<T>> request,
            Function<Answer<T>, EventQueue.SourceEvent> event) {
        threads.execute(() -> events.answered(source, event.apply(answer(what, request))));
    }

    private static <T> Answer<T> answer(String what, Supplier<Answer<T>> request) {
        try {
            return request.get();
        } catch (RuntimeException | Error e) { // whatever it is, the worker waits for an answer
            return new Answer.Failed<>(what, new Failure.Unreadable(e.toString()));
        }
    }

    /** Interrupts the requests under way, which closes their connections. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
