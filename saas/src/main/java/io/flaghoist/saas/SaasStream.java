package io.flaghoist.saas;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.schemas.wire.StreamNotice;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an environment's stream. Its end is reported once, whatever the cause: a clean
 * end, an error, a refusal, or silence beyond the mute timeout.
 */
public final class SaasStream implements AutoCloseable {
    private final EventSource source;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final StreamListener listener;

    SaasStream(Http http, Request request, StreamListener listener) {
        this.listener = listener;
        this.source = http.stream(request, new Events(), listener);
    }

    /** Ends the stream; nothing is reported after that. */
    @Override
    public void close() {
        isOver.set(true);
        source.cancel();
    }

    private void end(String reason, boolean credentialsRefused) {
        if (isOver.compareAndSet(false, true)) {
            listener.ended(reason, credentialsRefused);
        }
    }

    private final class Events extends EventSourceListener {
        @Override
        public void onOpen(EventSource eventSource, Response response) {
            listener.opened();
        }

        @Override
        public void onEvent(
                EventSource eventSource, @Nullable String id, @Nullable String type, String data) {
            try {
                byte[] utf8 = data.getBytes(StandardCharsets.UTF_8);
                listener.notice(JsonZone.UPSTREAM.read(utf8, StreamNotice.class));
            } catch (JsonProcessingException e) {
                listener.unreadableNotice();
            }
        }

        @Override
        public void onClosed(EventSource eventSource) {
            end("SaaS ended the stream", false);
        }

        @Override
        public void onFailure(
                EventSource eventSource, @Nullable Throwable t, @Nullable Response response) {
            if (response != null && response.code() != 200) {
                Failure failure = Http.failure(response);
                end("the stream " + failure.words(), failure.isAboutCredentials());
            } else {
                end("the stream broke: " + (t == null ? "no event stream" : Http.words(t)), false);
            }
        }
    }
}
