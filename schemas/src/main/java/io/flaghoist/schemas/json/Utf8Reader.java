package io.flaghoist.schemas.json;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 without a byte order mark; fails on invalid input. */
final class Utf8Reader extends FilterReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private boolean begun;

    Utf8Reader(InputStream bytes) {
        super(
                new InputStreamReader(
                        bytes,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
        int count = decode(into, from, length);
        if (begun || count <= 0) {
            return count;
        }
        begun = true;
        if (into[from] != BYTE_ORDER_MARK) {
            return count;
        }
        if (count == 1) {
            return decode(into, from, length);
        }
        System.arraycopy(into, from + 1, into, from, count - 1);
        return count - 1;
    }

    private int decode(char[] into, int from, int length) throws IOException {
        try {
            return in.read(into, from, length);
        } catch (CharacterCodingException e) {
            throw new NotUtf8Exception();
        }
    }
}
