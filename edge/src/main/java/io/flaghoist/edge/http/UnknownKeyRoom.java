package io.flaghoist.edge.http;

import io.flaghoist.edge.auth.UnknownKeys;
import io.flaghoist.edge.auth.Verdict;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;

/** Lets a request wait for what becomes of its SDK key, on no thread. */
final class UnknownKeyRoom {
    private final UnknownKeys unknownKeys;

    UnknownKeyRoom(UnknownKeys unknownKeys) {
        this.unknownKeys = unknownKeys;
    }

    /**
     * Has {@code answer} called with a verdict, now or on another thread.
     *
     * @param judge judges anew
     */
    void await(Exchange exchange, Supplier<Verdict> judge, Consumer<Verdict> answer) {
        Request request = exchange.request();
        var waiting = new AtomicBoolean(true);
        // A limit of its own ends this; nobody is idle who waits for an answer.
        request.addIdleTimeoutListener(_ -> !waiting.get());
        Executor threads = request.getComponents().getExecutor();
        unknownKeys.await(
                Request.getRemoteAddr(request),
                judge,
                verdict ->
                        threads.execute(() -> {
                            waiting.set(false);
                            answer.accept(verdict);
                        }));
    }
}
