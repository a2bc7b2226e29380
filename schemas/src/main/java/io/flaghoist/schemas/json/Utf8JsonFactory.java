package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Creates parsers without a table of names. By default Jackson shares such a table between all
 * parsers of a factory: 6,000 colliding names fill it, and from then on valid JSON is refused until
 * a restart. Without the table Jackson would replace invalid UTF-8; here such input is refused.
 */
final class Utf8JsonFactory extends JsonFactory {
    private static final long serialVersionUID = 1;

    /** Longer input is decoded as a stream, without a second copy. */
    private static final int SHORT = 1 << 15;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';

    /** Uses the builder's settings, without tables of names. */
    Utf8JsonFactory(JsonFactoryBuilder builder) {
        super(
                builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES));
    }

    @Override
    protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
            throws IOException {
        if (length > SHORT) {
            return _createParser(new ByteArrayInputStream(data, offset, length), context);
        }
        var text = new String(data, offset, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isWhole(text, data, offset, length)) {
            throw new NotUtf8Exception();
        }
        int from = text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? 0 : 1;
        int count = text.length() - from;
        char[] buffer = context.allocTokenBuffer(count);
        text.getChars(from, text.length(), buffer, 0);
        return _createParser(buffer, 0, count, context, true);
    }

    /** Whether replacement characters were in the input. */
    private static boolean isWhole(String text, byte[] data, int offset, int length) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(encoded, 0, encoded.length, data, offset, offset + length);
    }

    @Override
    protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
        return _createParser(new Utf8Reader(in), context);
    }
}
