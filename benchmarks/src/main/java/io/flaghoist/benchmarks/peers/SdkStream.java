package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.peers.RunningPeer.StreamRequest;
import io.flaghoist.benchmarks.streams.FlagScanner;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An SDK's stream, read on a thread of its own, which looks at the clock before it looks into the
 * bytes.
 */
final class SdkStream implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final Socket socket;
    private volatile @Nullable IOException failure;

    private SdkStream(Socket socket) {
        this.socket = socket;
    }

    /**
     * Opens a stream and returns once the head of its answer is read.
     *
     * @throws IOException when it is not a success
     */
    static SdkStream open(StreamRequest request, Arrivals arrivals) throws IOException {
        var socket = new Socket(request.server().getAddress(), request.server().getPort());
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
            socket.getOutputStream().write(request.request());
            requireSuccess(socket.getInputStream());
            socket.setSoTimeout(0);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        var stream = new SdkStream(socket);
        Thread.ofPlatform().daemon().name("sdk-stream").start(() -> stream.read(arrivals));
        return stream;
    }

    private static void requireSuccess(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the stream ended in the head of its answer: " + head);
            }
            head.append((char) next);
        }
        if (head.indexOf("HTTP/1.1 200") != 0) {
            throw new IOException(
                    "the stream was refused: " + head.substring(0, head.indexOf("\r")));
        }
    }

    private void read(Arrivals arrivals) {
        var scanner = new FlagScanner();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = socket.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                long now = System.nanoTime();
                scanner.read(
                        ByteBuffer.wrap(buffer, 0, count), flag -> arrivals.arrived(flag, now));
            }
            failure = new IOException("the stream was ended by the server");
        } catch (IOException e) {
            failure = e;
        }
    }

    /**
     * Checks that nothing has gone wrong.
     *
     * @throws IOException what has
     */
    void requireOpen() throws IOException {
        IOException broken = failure;
        if (broken != null) {
            throw broken;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
