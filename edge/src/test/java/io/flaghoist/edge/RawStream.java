package io.flaghoist.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A socket that sends what it is told and records every read as it came off the wire. */
final class RawStream implements AutoCloseable {
    private final Socket socket = new Socket();
    private final List<String> reads = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private RawStream(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
    }

    /** Opens a connection and sends {@code request}; reads from then on. */
    static RawStream send(int port, String request) throws IOException {
        var stream = new RawStream(port, 0);
        stream.write(request);
        Thread.ofVirtual().start(stream::readOn);
        return stream;
    }

    /** Opens a connection, sends {@code request} and never reads. */
    static RawStream deaf(int port, String request) throws IOException {
        var stream = new RawStream(port, 4096);
        stream.write(request);
        return stream;
    }

    /** The request of a stream, with further header lines. */
    static String request(String path, String token, String key, String... headers) {
        return "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nAPI-Key: %s\r\n%s\r\n"
                .formatted(
                        path,
                        token,
                        key,
                        headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n");
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private void readOn() {
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 20];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                reads.add(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
            ended = true;
        } catch (IOException e) {
            ended = true; // a reset is an end too
        }
    }

    /** Each read as it came. */
    List<String> reads() {
        return reads;
    }

    /** Everything that came. */
    String text() {
        return String.join("", reads);
    }

    boolean hasEnded() {
        return ended;
    }

    RawStream awaitText(String expected) {
        Awaitility.await().until(() -> text().contains(expected));
        return this;
    }

    RawStream awaitEnd() {
        Awaitility.await().until(this::hasEnded);
        return this;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
