package io.flaghoist.saas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.json.UpstreamJson;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP client for all upstream connections: bounded answers, no redirects. Requests block; call
 * them on virtual threads. Streams are read on virtual threads of their own.
 */
public final class Http implements AutoCloseable {
    /** Streams and requests at once, far above what one service has: OkHttp's own limit is 5. */
    private static final int MAX_REQUESTS = 10_000;

    private static final int MAX_IDLE_CONNECTIONS = 64;

    /** Longer than between full reads, so that a change does not wait for a handshake. */
    private static final Duration IDLE_FOR = Duration.ofMinutes(5);

    private final ExecutorService streamThreads;
    private final OkHttpClient requests;
    private final EventSource.Factory streams;
    private final long maxResponseBytes;

    /**
     * Time and size limits.
     *
     * @param connect to open a connection
     * @param read for the next byte of an answer; a whole answer may take six times as long
     * @param mute a stream that is silent for longer is dead
     * @param maxResponseBytes a larger answer is refused
     */
    public record Limits(Duration connect, Duration read, Duration mute, long maxResponseBytes) {}

    /**
     * A client without connections.
     *
     * @param owner begins the names of its threads
     */
    public Http(String owner, Limits limits, Supervisor supervisor) {
        this.streamThreads =
                supervisor.tasks(
                        owner + "-upstream-stream",
                        "a stream of upstream ended unexpectedly; it is reopened");
        Duration read = limits.read();
        var dispatcher = new Dispatcher(streamThreads);
        dispatcher.setMaxRequests(MAX_REQUESTS);
        dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
        this.requests =
                new OkHttpClient.Builder()
                        .dispatcher(dispatcher)
                        .connectionPool(
                                new ConnectionPool(
                                        MAX_IDLE_CONNECTIONS,
                                        IDLE_FOR.toMinutes(),
                                        TimeUnit.MINUTES))
                        .connectTimeout(limits.connect())
                        .readTimeout(read)
                        .writeTimeout(read)
                        // An answer that trickles in must end too.
                        .callTimeout(read.multipliedBy(6))
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .build();
        OkHttpClient forStreams =
                requests.newBuilder()
                        .readTimeout(limits.mute())
                        .callTimeout(Duration.ZERO)
                        .addInterceptor(new StreamBytes())
                        .build();
        this.streams = EventSources.createFactory(forStreams);
        this.maxResponseBytes = limits.maxResponseBytes();
    }

    /**
     * Asks for JSON.
     *
     * @param what that is asked for, for people
     */
    public Answer<JsonNode> json(String what, Request request) {
        try (Response response = requests.newCall(request).execute()) {
            return response.code() == 200
                    ? body(what, response)
                    : new Answer.Failed<>(what, failure(response));
        } catch (IOException e) {
            return new Answer.Failed<>(what, new Failure.Unreachable(words(e)));
        }
    }

    /**
     * For requests where the body of a refusal matters: a final answer is fetched, whatever its
     * status; what may be accepted later, and refused credentials, failed.
     *
     * @param what that is asked for, for people
     */
    Answer<Reply> reply(String what, Request request) {
        try (Response response = requests.newCall(request).execute()) {
            Failure failure = failure(response);
            boolean isFinal =
                    response.isSuccessful()
                            || (failure instanceof Failure.Refused
                                    && !failure.isAboutCredentials());
            return isFinal
                    ? new Answer.Fetched<>(new Reply(response.code(), beginning(response)))
                    : new Answer.Failed<>(what, failure);
        } catch (IOException e) {
            return new Answer.Failed<>(what, new Failure.Unreachable(words(e)));
        }
    }

    /**
     * An HTTP answer, whatever its status.
     *
     * @param body if it is JSON within the bounds
     */
    record Seen(int status, Optional<JsonNode> body) {
        /** Whether it is an error in upstream's own format, not one of an intermediary. */
        boolean isUpstreamsError() {
            return body.filter(JsonNode::isObject)
                    .filter(tree ->
                            tree.path("message").isTextual() || tree.path("code").isValueNode())
                    .isPresent();
        }
    }

    /**
     * For requests where any status is informative. Failed only without an answer.
     *
     * @param what that is asked for, for people
     */
    Answer<Seen> seen(String what, Request request) {
        try (Response response = requests.newCall(request).execute()) {
            Optional<JsonNode> body =
                    body(what, response) instanceof Answer.Fetched<JsonNode>(var tree)
                            ? Optional.of(tree)
                            : Optional.empty();
            return new Answer.Fetched<>(new Seen(response.code(), body));
        } catch (IOException e) {
            return new Answer.Failed<>(what, new Failure.Unreachable(words(e)));
        }
    }

    private static String beginning(Response response) throws IOException {
        BufferedSource source = response.body().source();
        var _ = source.request(Reply.MAX_BYTES);
        return source.readByteString(Math.min(Reply.MAX_BYTES, source.getBuffer().size())).utf8();
    }

    /**
     * Opens a stream.
     *
     * @param bytes called for all bytes; {@code listener} does not see comments
     */
    EventSource stream(Request request, EventSourceListener listener, StreamListener bytes) {
        return streams.newEventSource(
                request.newBuilder().tag(StreamListener.class, bytes).build(), listener);
    }

    private Answer<JsonNode> body(String what, Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(maxResponseBytes + 1)) {
            return new Answer.Failed<>(
                    what, new Failure.Unreadable("larger than " + maxResponseBytes + " bytes"));
        }
        try {
            return new Answer.Fetched<>(UpstreamJson.read(source.readByteArray()));
        } catch (JsonProcessingException e) {
            return new Answer.Failed<>(what, new Failure.Unreadable(JsonFlaw.of(e).words()));
        }
    }

    /** What a status other than 200 means. */
    static Failure failure(Response response) {
        int status = response.code();
        if (status == 404) {
            return new Failure.NotFound();
        }
        if (status == 408 || status == 429 || status >= 500) {
            return new Failure.RetryLater(status, retryAfter(response.header("Retry-After")));
        }
        return new Failure.Refused(status);
    }

    /** Seconds only: the date form would trust two clocks. */
    private static Optional<Duration> retryAfter(@Nullable String header) {
        if (header == null || !header.matches("[0-9]{1,6}")) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
    }

    /** Class and message: OkHttp's messages name hosts and timeouts, never headers. */
    static String words(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** Ends all streams and closes all connections. */
    @Override
    public void close() {
        requests.dispatcher().cancelAll();
        streamThreads.close();
        requests.connectionPool().evictAll();
    }
}
