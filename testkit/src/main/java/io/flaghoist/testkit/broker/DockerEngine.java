package io.flaghoist.testkit.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether a Docker engine answers, found out in {@link #TIMEOUT} at most. Testcontainers tells as
 * well, but waits for half a minute where a client is installed and no engine runs.
 *
 * @param answers whether one does
 * @param finding in words, for the log
 */
record DockerEngine(boolean answers, String finding) {
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final byte[] PING =
            "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Asks where {@code DOCKER_HOST} says, else at the sockets where engines usually listen. */
    static DockerEngine find(Map<String, String> environment) {
        var host = environment.get("DOCKER_HOST");
        if (host != null && host.startsWith("tcp://")) {
            return ask(URI.create(host));
        }
        var sockets = sockets(environment);
        for (var socket : sockets) {
            if (Files.exists(socket) && pings(socket)) {
                return new DockerEngine(true, "a Docker engine answers at " + socket);
            }
        }
        return new DockerEngine(false, "no Docker engine answers at any of " + sockets);
    }

    private static List<Path> sockets(Map<String, String> environment) {
        var host = environment.get("DOCKER_HOST");
        if (host != null) {
            return List.of(Path.of(host.replaceFirst("^unix://", "")));
        }
        var sockets = new ArrayList<Path>();
        sockets.add(Path.of("/var/run/docker.sock"));
        var runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null) {
            sockets.add(Path.of(runtime, "docker.sock"));
        }
        var home = environment.get("HOME");
        if (home != null) {
            sockets.add(Path.of(home, ".docker/run/docker.sock"));
            sockets.add(Path.of(home, ".docker/desktop/docker.sock"));
        }
        return sockets;
    }

    /**
     * Over TCP there may be TLS, so that only Testcontainers can ask more than whether somebody
     * listens.
     */
    private static DockerEngine ask(URI host) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(host.getHost(), host.getPort()),
                    (int) TIMEOUT.toMillis());
            return new DockerEngine(true, "DOCKER_HOST " + host + " accepts connections");
        } catch (IOException e) {
            return new DockerEngine(false, "DOCKER_HOST " + host + " does not answer: " + e);
        }
    }

    private static boolean pings(Path socket) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            var answer = new FutureTask<>(() -> ping(channel, UnixDomainSocketAddress.of(socket)));
            Thread.ofVirtual().name("docker-ping").start(answer);
            // Leaving closes the channel, and that ends a ping that still waits.
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean ping(SocketChannel channel, SocketAddress address) throws IOException {
        channel.connect(address);
        channel.write(ByteBuffer.wrap(PING));
        var answer = ByteBuffer.allocate(12);
        while (answer.hasRemaining() && channel.read(answer) != -1) {
            // Until "HTTP/1.1 200" is complete or the engine has ended.
        }
        var line = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        return line.startsWith("HTTP/1.") && line.endsWith(" 200");
    }
}
