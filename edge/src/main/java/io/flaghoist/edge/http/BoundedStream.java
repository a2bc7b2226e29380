package io.flaghoist.edge.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails after a maximum number of bytes. For one thread. */
final class BoundedStream extends FilterInputStream {
    private long left;

    BoundedStream(InputStream stream, long limit) {
        super(stream);
        left = limit;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    private void count(int read) throws InflatedTooLargeException {
        left -= read;
        if (left < 0) {
            throw new InflatedTooLargeException();
        }
    }
}
