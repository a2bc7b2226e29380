package io.flaghoist.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {
    @TempDir private Path folder;

    @Test
    void an_engine_that_answers_is_found() throws IOException {
        try (var engine = listen()) {
            Thread.ofVirtual().start(() -> answer(engine, "HTTP/1.0 200 OK\r\n\r\nOK"));
            assertThat(find()).isEqualTo(found());
        }
    }

    @Test
    void an_engine_in_trouble_is_none() throws IOException {
        try (var engine = listen()) {
            Thread.ofVirtual().start(() -> answer(engine, "HTTP/1.0 503 Unavailable\r\n\r\n"));
            assertThat(find().answers()).isFalse();
        }
    }

    @Test
    void an_engine_that_says_nothing_costs_little_time() throws IOException {
        long start = System.nanoTime();
        try (var engine = listen()) {
            assertThat(engine.isOpen()).isTrue();
            assertThat(find().answers()).isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(DockerEngine.TIMEOUT.plusSeconds(3));
    }

    @Test
    void a_missing_socket_is_named() {
        assertThat(find().answers()).isFalse();
        assertThat(find().finding()).contains(socket().toString());
    }

    @Test
    void a_host_that_refuses_is_named() {
        var engine = DockerEngine.find(Map.of("DOCKER_HOST", "tcp://127.0.0.1:1"));
        assertThat(engine.answers()).isFalse();
        assertThat(engine.finding()).contains("tcp://127.0.0.1:1");
    }

    private DockerEngine find() {
        return DockerEngine.find(Map.of("DOCKER_HOST", "unix://" + socket()));
    }

    private DockerEngine found() {
        return new DockerEngine(true, "a Docker engine answers at " + socket());
    }

    private Path socket() {
        return folder.resolve("docker.sock");
    }

    private ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket()));
    }

    private static void answer(ServerSocketChannel engine, String answer) {
        try (var client = engine.accept()) {
            // Closing with the question unread would reset the connection, answer and all.
            assertThat(client.read(ByteBuffer.allocate(1024))).isPositive();
            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
