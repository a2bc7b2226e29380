package io.flaghoist.edge.http;

import org.jspecify.annotations.Nullable;

/** Headers that a browser may send (sdk-clients.md, 9). */
final class Cors {
    /** {@code *} does not cover Authorization in Firefox. */
    private static final String KNOWN =
            "*, Authorization, API-Key, Content-Type, Cache-Control, Harness-Target,"
                    + " Harness-SDK-Info, Harness-AccountID, Harness-EnvironmentID";

    private static final int MAX_LENGTH = 4096;

    private Cors() {}

    /** The headers that the browser requests, and those of known SDKs. */
    static String allowedHeaders(@Nullable String requested) {
        return requested == null || requested.length() > MAX_LENGTH || !isList(requested)
                ? KNOWN
                : KNOWN + ", " + requested;
    }

    private static boolean isList(String headers) {
        return !headers.isBlank()
                && headers.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || "-_, ".indexOf(c) >= 0);
    }
}
