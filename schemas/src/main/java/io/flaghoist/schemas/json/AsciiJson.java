package io.flaghoist.schemas.json;

import java.nio.charset.StandardCharsets;

/**
 * JSON in ASCII that is the same in both base64 alphabets (sdk-clients.md, 1). .NET reads stream
 * bytes as Latin-1. Android decodes tokens with the standard alphabet, which lacks the {@code -}
 * and {@code _} of base64url; in ASCII only {@code >}, {@code ?}, {@code ~} and DEL can produce
 * these two.
 */
public final class AsciiJson {
    private AsciiJson() {}

    /**
     * {@code value} as compact JSON, in printable ASCII without {@code >}, {@code ?}, {@code ~}.
     */
    public static String write(Object value) {
        String json = new String(Json.write(value), StandardCharsets.UTF_8);
        var ascii = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            // All of these occur only inside JSON strings, where an escape is equivalent.
            if (c >= '~' || c == '>' || c == '?') {
                ascii.append("\\u").append(Character.forDigit(c >> 12, 16));
                ascii.append(Character.forDigit(c >> 8 & 15, 16));
                ascii.append(Character.forDigit(c >> 4 & 15, 16));
                ascii.append(Character.forDigit(c & 15, 16));
            } else {
                ascii.append(c);
            }
        }
        return ascii.toString();
    }
}
