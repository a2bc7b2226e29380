package io.flaghoist.edge.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpURI;
import org.jspecify.annotations.Nullable;

/**
 * The decoded path. A semicolon is part of a name here: Jetty would start a parameter and drop it,
 * and not all SDKs encode it. The connector has refused paths that are ambiguous once decoded, such
 * as encoded slashes.
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
