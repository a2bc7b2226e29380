package io.flaghoist.edge.http;

import io.flaghoist.edge.auth.UnknownKeys;
import io.flaghoist.edge.auth.Verdict;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Requests with unknown SDK keys wait here without a thread. */
final class UnknownKeyQueue {
    /**
     * Python's SDK gives up permanently after 5 s without a response, but retries ten times after a
     * server error.
     */
    private static final String IMPATIENT = "python-httpx";

    private static final Duration PATIENCE_OF_PYTHON = Duration.ofSeconds(4);

    private final UnknownKeys unknownKeys;

    UnknownKeyQueue(UnknownKeys unknownKeys) {
        this.unknownKeys = unknownKeys;
    }

    /**
     * Calls {@code answer} with the verdict of {@code judge}: at once, or on another thread when
     * the verdict is undecided and the request had to wait.
     */
    void decide(Exchange exchange, Supplier<Verdict> judge, Consumer<Verdict> answer) {
        Verdict verdict = judge.get();
        if (verdict instanceof Verdict.Undecided) {
            await(exchange, judge, answer);
        } else {
            answer.accept(verdict);
        }
    }

    private void await(Exchange exchange, Supplier<Verdict> judge, Consumer<Verdict> answer) {
        Request request = exchange.request();
        var waiting = new AtomicBoolean(true);
        // The wait has its own limit; the connection is not idle meanwhile.
        request.addIdleTimeoutListener(_ -> !waiting.get());
        Executor threads = request.getComponents().getExecutor();
        unknownKeys.await(
                Request.getRemoteAddr(request),
                patience(exchange),
                judge,
                verdict -> {
                    waiting.set(false);
                    if (verdict instanceof Verdict.Undecided) {
                        answer.accept(
                                verdict); // a small response, sent before a stopping edge exits
                    } else {
                        threads.execute(() -> answer.accept(verdict));
                    }
                });
    }

    private static Duration patience(Exchange exchange) {
        String client = exchange.header(HttpHeader.USER_AGENT);
        return client != null && client.startsWith(IMPATIENT)
                ? PATIENCE_OF_PYTHON
                : Duration.ofDays(1); // longer than the limit of this edge
    }
}
