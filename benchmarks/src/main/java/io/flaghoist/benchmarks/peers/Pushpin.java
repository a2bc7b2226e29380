package io.flaghoist.benchmarks.peers;

import io.flaghoist.broker.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Pushpin in front of ff-proxy, with the settings of ff-proxy's image where they bear on speed: log
 * level, rates, buffer of a client. It asks ff-proxy by a zurl of its own, as in that image;
 * Debian's asks one that the system runs, unless it is told otherwise.
 */
final class Pushpin {
    /** Where ff-proxy publishes; it cannot be told another port. */
    static final int PUBLISH_PORT = 5561;

    private Pushpin() {}

    /** Whether the port that ff-proxy publishes to can be had. */
    static boolean isPortFree() {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PUBLISH_PORT));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * A short folder for its sockets: their paths must stay below some 100 characters, which a
     * folder of the build may exceed.
     */
    static Path socketFolder() throws IOException {
        return Files.createTempDirectory("flaghoist-pushpin-");
    }

    /** Starts it from {@code port} to {@code originPort}; the caller waits for it. */
    static ChildProcess start(String program, Path folder, Path sockets, int port, int originPort)
            throws IOException {
        Files.writeString(folder.resolve("routes"), "* 127.0.0.1:" + originPort + "\n");
        Path settings = folder.resolve("pushpin.conf");
        Files.writeString(settings, settings(folder, sockets, port));
        return ChildProcess.start(
                "pushpin",
                folder,
                Map.of(),
                List.of(program, "--config", settings.toString(), "--merge-output"));
    }

    private static String settings(Path folder, Path sockets, int port) {
        return """
        [global]
        include={libdir}/internal.conf
        rundir=%s
        ipc_prefix=pushpin-
        port_offset=0

        [runner]
        services=condure,zurl,pushpin-proxy,pushpin-handler
        http_port=127.0.0.1:%d
        logdir=%s
        log_level=1
        client_buffer_size=8192
        client_maxconn=50000

        [proxy]
        routesfile=routes
        debug=false
        updates_check=off
        zurl_out_specs=ipc://{rundir}/{ipc_prefix}zurl-in
        zurl_out_stream_specs=ipc://{rundir}/{ipc_prefix}zurl-in-stream
        zurl_in_specs=ipc://{rundir}/{ipc_prefix}zurl-out

        [handler]
        push_in_http_addr=127.0.0.1
        push_in_http_port=%d
        push_in_spec=tcp://127.0.0.1:%d
        push_in_sub_specs=tcp://127.0.0.1:%d
        push_in_sub_connect=false
        stats_spec=ipc://{rundir}/{ipc_prefix}stats
        command_spec=tcp://127.0.0.1:%d
        message_rate=2500
        message_hwm=25000
        id_cache_ttl=60
        connection_subscription_max=20
        """
                .formatted(
                        sockets,
                        port,
                        folder,
                        PUBLISH_PORT,
                        FreePorts.next(),
                        FreePorts.next(),
                        FreePorts.next());
    }

    /** Removes the folder of its sockets. */
    static void remove(Path sockets) {
        try (var files = Files.walk(sockets)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + sockets + ".", e);
        }
    }
}
