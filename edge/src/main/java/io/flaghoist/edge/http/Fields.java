package io.flaghoist.edge.http;

import java.util.ListIterator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/** Header fields: those of ours, encoded once, and the reading of what clients send. */
final class Fields {
    static final HttpField JSON =
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
    static final HttpField GZIP = new PreEncodedHttpField(HttpHeader.CONTENT_ENCODING, "gzip");
    static final HttpField NO_CACHE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache");
    static final HttpField PRIVATE =
            new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-cache");
    static final HttpField VARY_TARGET = new PreEncodedHttpField(HttpHeader.VARY, "Harness-Target");
    static final HttpField VARY =
            new PreEncodedHttpField(HttpHeader.VARY, "Origin, Accept-Encoding");
    static final HttpField ALLOW_ANY_ORIGIN =
            new PreEncodedHttpField("Access-Control-Allow-Origin", "*");

    /** Without this the scripts of a page do not see them. */
    static final HttpField EXPOSE =
            new PreEncodedHttpField(
                    "Access-Control-Expose-Headers",
                    "Flaghoist-Revision, Flaghoist-Age, Flaghoist-Stale, Flaghoist-Held, Retry-After, X-Request-Id");

    static final HttpField ALLOW_METHODS =
            new PreEncodedHttpField("Access-Control-Allow-Methods", "GET,OPTIONS,POST");
    static final HttpField MAX_AGE = new PreEncodedHttpField("Access-Control-Max-Age", "86400");
    static final HttpField EVENT_STREAM =
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/event-stream");

    /** nginx would buffer events. */
    static final HttpField NOT_BUFFERED = new PreEncodedHttpField("X-Accel-Buffering", "no");

    static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");
    static final HttpField CHUNKED =
            new PreEncodedHttpField(HttpHeader.TRANSFER_ENCODING, "chunked");

    static final String REQUEST_ID = "X-Request-Id";
    static final String SDK_INFO = "Harness-SDK-Info";
    static final String LAST_EVENT_ID = "Last-Event-ID";
    static final String API_KEY = "API-Key";
    static final String TARGET = "Harness-Target";

    private Fields() {}

    /** Whether the client accepts gzip: {@code Accept-Encoding} contains it, not with q=0. */
    static boolean acceptsGzip(HttpFields request) {
        boolean accepts = false;
        for (ListIterator<HttpField> it = request.listIterator(); it.hasNext(); ) {
            HttpField field = it.next();
            if (field.getHeader() == HttpHeader.ACCEPT_ENCODING) {
                String value = field.getValue();
                accepts |= value != null && (value.equals("gzip") || namesGzip(value));
            }
        }
        return accepts;
    }

    private static boolean namesGzip(String value) {
        boolean any = false;
        for (String coding : value.split(",", 32)) {
            int semicolon = coding.indexOf(';');
            String name = (semicolon < 0 ? coding : coding.substring(0, semicolon)).strip();
            boolean wanted = semicolon < 0 || !isZero(coding.substring(semicolon + 1));
            if (name.equalsIgnoreCase("gzip")) {
                return wanted;
            }
            any |= name.equals("*") && wanted;
        }
        return any;
    }

    /** Whether a parameter is q=0, in any notation. */
    private static boolean isZero(String parameter) {
        String q = parameter.strip();
        if (!q.regionMatches(true, 0, "q=", 0, 2)) {
            return false;
        }
        return q.substring(2).strip().chars().allMatch(c -> c == '0' || c == '.');
    }

    /** Whether one of the tags of {@code If-None-Match} is {@code etag}. */
    static boolean matches(@Nullable String ifNoneMatch, String etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String tag : ifNoneMatch.split(",", 32)) {
            String plain = tag.strip();
            if (plain.startsWith("W/")) {
                plain = plain.substring(2);
            }
            if (plain.equals(etag) || plain.equals("*")) {
                return true;
            }
        }
        return false;
    }
}
