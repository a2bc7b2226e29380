package io.flaghoist.edge.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpURI;
import org.jspecify.annotations.Nullable;

/**
 * The path as whoever sent it meant it, with nothing encoded any more. A semicolon is a character
 * of a name: to Jetty it begins a parameter, which it leaves out, and SDKs do not all encode it.
 * What is ambiguous once decoded, a slash above all, the connector has refused.
 */
final class DecodedPath {
    private DecodedPath() {}

    static @Nullable String of(HttpURI uri) {
        String raw = uri.getPath();
        return raw == null || raw.indexOf(';') < 0 || raw.contains("/.")
                ? uri.getDecodedPath()
                : decoded(raw);
    }

    private static @Nullable String decoded(String raw) {
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            boolean isWhole = i + 2 < raw.length();
            int high = isWhole ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = isWhole ? Character.digit(raw.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
