package io.flaghoist.aggregator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The aggregator's own admin port is guarded; what the guard does is tested with it, in service.
 */
class AdminPortTest {
    private static final String NO_KAFKA = "127.0.0.1:1";

    private static String post(URI admin, String path, String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), admin.getPort())) {
            String request =
                    "POST %s%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                            .formatted(admin.getPath(), path, host);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @TempDir private Path folder;

    @Test
    void a_task_is_for_this_machine_alone_and_what_is_refused_is_counted() throws Exception {
        try (var world = new World(NO_KAFKA, "test-admin", folder)) {
            RunningAggregator aggregator = world.start(world.settings("key-1"));
            String task = "/tasks/log-level?logger=org.eclipse.jetty.http&level=TRACE";

            assertThat(post(aggregator.admin(), task, "rebound.evil.example"))
                    .startsWith("HTTP/1.1 403");
            assertThat(post(aggregator.admin(), task, "localhost")).startsWith("HTTP/1.1 403");

            World.await(() ->
                    aggregator
                            .get("/metrics")
                            .body()
                            .contains(
                                    "flaghoist_aggregator_admin_refused_total{reason=\"host\"} 1.0"));
        }
    }
}
