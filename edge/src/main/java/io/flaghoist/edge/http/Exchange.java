package io.flaghoist.edge.http;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Body;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.ErrorBody;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** One request and its response; every method that responds does so once and counts it. */
final class Exchange {
    private static final String UNKNOWN_URL = "other";
    private static final int MAX_REQUEST_ID = 128;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final HttpMeters meters;
    private @Nullable Route route;
    private @Nullable EnvironmentId environment;

    Exchange(Request request, Response response, Callback callback, HttpMeters meters) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.meters = meters;
    }

    Request request() {
        return request;
    }

    Response response() {
        return response;
    }

    Callback callback() {
        return callback;
    }

    @Nullable String header(HttpHeader header) {
        return request.getHeaders().get(header);
    }

    @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    /** The response headers. */
    HttpFields.Mutable headers() {
        return response.getHeaders();
    }

    /** Sets the route that this request is counted for. */
    void is(Route found) {
        route = found;
    }

    /** Sets the environment that this request is counted for. */
    void of(EnvironmentId known) {
        environment = known;
    }

    /** Responds with a document or list, or 304 if the client has it. */
    void body(Body body) {
        byte[] gzip = Fields.acceptsGzip(request.getHeaders()) ? body.gzip() : null;
        String etag = gzip == null ? body.etag() : body.gzipEtag();
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(new HttpField(HttpHeader.ETAG, etag));
        headers.add(Fields.NO_CACHE);
        if (Fields.matches(header(HttpHeader.IF_NONE_MATCH), etag)) {
            finish(304, null);
            return;
        }
        headers.add(Fields.JSON);
        if (gzip != null) {
            headers.add(Fields.GZIP);
        }
        finish(200, gzip == null ? body.identity() : gzip);
    }

    /** Whether the client has the content with this {@code etag}. */
    boolean has(String etag) {
        return Fields.matches(header(HttpHeader.IF_NONE_MATCH), etag);
    }

    /** Responds with 304. */
    void unchanged(String etag) {
        tag(etag);
        finish(304, null);
    }

    /** Responds with evaluations for one target: not for shared caches. */
    void evaluations(byte[] json, String etag) {
        if (has(etag)) {
            unchanged(etag);
            return;
        }
        tag(etag);
        response.getHeaders().add(Fields.JSON);
        finish(200, json);
    }

    private void tag(String etag) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(new HttpField(HttpHeader.ETAG, etag));
        headers.add(Fields.PRIVATE);
        headers.add(Fields.VARY_TARGET);
    }

    /** Responds with JSON that must not be cached. */
    void json(int status, byte[] json) {
        response.getHeaders().add(Fields.JSON);
        finish(status, json);
    }

    /** Responds with text of another type. */
    void text(String contentType, byte[] text) {
        response.getHeaders().add(HttpHeader.CONTENT_TYPE, contentType);
        finish(200, text);
    }

    void error(int status, String message) {
        json(status, Json.write(ErrorBody.of(status, message)));
    }

    /** A server error, so that SDKs retry, with a random {@code Retry-After}. */
    void notNow(int status, String message) {
        response.getHeaders()
                .add(HttpHeader.RETRY_AFTER, ThreadLocalRandom.current().nextLong(1, 31));
        error(status, message);
    }

    /** Responds to a body larger than {@code limit} bytes. */
    void tooLarge(long limit) {
        error(413, "request body larger than " + limit + " bytes");
    }

    /** Responds without a body. */
    void empty(int status) {
        finish(status, null);
    }

    /** Sets common headers and counts the response; for streams, which continue. */
    void begin(int status) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(Fields.VARY);
        headers.add(Fields.REQUEST_ID, requestId());
        if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
            headers.add(Fields.ALLOW_ANY_ORIGIN);
            headers.add(Fields.EXPOSE);
        }
        response.setStatus(status);
        meters.answered(
                route == null ? UNKNOWN_URL : route.pattern(),
                environment,
                status,
                System.nanoTime() - request.getBeginNanoTime(),
                request.getLength());
    }

    private void finish(int status, byte @Nullable [] body) {
        begin(status);
        if (body == null) {
            response.write(true, null, callback);
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }

    private String requestId() {
        String given = header(Fields.REQUEST_ID);
        if (given != null && isHarmless(given)) {
            return given;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                        (random.nextLong() & ~0xF000L) | 0x4000L,
                        (random.nextLong() & ~(3L << 62)) | (1L << 63))
                .toString();
    }

    private static boolean isHarmless(String id) {
        if (id.isEmpty() || id.length() > MAX_REQUEST_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean ok =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || "-_.:/+=".indexOf(c) >= 0;
            if (!ok) {
                return false;
            }
        }
        return true;
    }
}
