package io.flaghoist.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Ingest's own admin port is guarded; what the guard does is tested with it, in service. */
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

    @Test
    void a_task_is_for_this_machine_alone_and_what_is_refused_is_counted() throws Exception {
        try (var world = new World(NO_KAFKA, "test-admin")) {
            RunningIngest ingest = world.start(world.settings(World.SAMPLE_KEY));
            String task = "/tasks/log-level?logger=org.eclipse.jetty.http&level=TRACE";

            assertThat(post(ingest.admin(), task, "rebound.evil.example"))
                    .startsWith("HTTP/1.1 403");
            assertThat(post(ingest.admin(), task, "localhost")).startsWith("HTTP/1.1 403");

            World.await(() ->
                    ingest.get("/metrics")
                            .body()
                            .contains("flaghoist_ingest_admin_refused_total{reason=\"host\"} 1.0"));
        }
    }
}
