package io.flaghoist.benchmarks.latency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An SDK that reads its stream on a thread of its own and notes when bytes arrive, before it looks
 * into them. Speaks to an edge and to SaaS alike.
 */
final class StreamReader implements AutoCloseable {
    private static final String DATA = "data:";

    private final Socket socket;
    private final Station station;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final StringBuilder line = new StringBuilder();
    private volatile @Nullable IOException failure;

    private StreamReader(Socket socket, Station station) {
        this.socket = socket;
        this.station = station;
    }

    /**
     * Opens a stream; returns once it is answered.
     *
     * @param stream the whole URL
     */
    static StreamReader open(URI stream, String rawKey, String token, Station station)
            throws IOException, InterruptedException {
        var socket = new Socket(stream.getHost(), stream.getPort());
        socket.setTcpNoDelay(true);
        var reader = new StreamReader(socket, station);
        String request =
                """
                GET %s?cluster=1 HTTP/1.1\r
                Host: %s:%d\r
                Accept: text/event-stream\r
                Authorization: Bearer %s\r
                API-Key: %s\r
                Harness-SDK-Info: Java 1.8.0 Server\r
                \r
                """
                        .formatted(
                                stream.getPath(),
                                stream.getHost(),
                                stream.getPort(),
                                token,
                                rawKey);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Thread.ofPlatform().daemon().name("sdk-stream").start(reader::read);
        if (!reader.opened.await(10, TimeUnit.SECONDS)) {
            reader.close();
            throw new IOException(stream + " did not answer");
        }
        reader.requireOpen();
        return reader;
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

    private void read() {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = socket.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                long now = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    take((char) (buffer[i] & 0xff), now);
                }
            }
            failure = new IOException("the stream was ended by the server");
        } catch (IOException e) {
            failure = e;
        }
        opened.countDown();
    }

    private void take(char next, long now) throws IOException {
        if (next != '\n') {
            line.append(next);
            return;
        }
        String whole = line.toString();
        line.setLength(0);
        if (opened.getCount() > 0) {
            if (!whole.startsWith("HTTP/1.1 200")) {
                throw new IOException("the stream was refused: " + whole);
            }
            opened.countDown();
        } else if (whole.startsWith(DATA)) {
            notice(whole.substring(DATA.length()), now);
        }
    }

    private void notice(String data, long now) throws JsonProcessingException {
        JsonNode notice = Json.read(data.strip());
        station.pass(
                new Sighting(notice.path("identifier").asText(), notice.path("version").asLong()),
                now);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
