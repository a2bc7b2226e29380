package io.flaghoist.testkit.fault;

import static io.flaghoist.testkit.fault.Direction.TO_CLIENT;
import static io.flaghoist.testkit.fault.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final int SHORT_MILLIS = 200;
    private static final int LONG_MILLIS = 10_000;

    private final EchoServer server = new EchoServer();
    private final FaultProxy proxy = new FaultProxy("127.0.0.1", server.port());
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        proxy.start();
    }

    @AfterEach
    void close() throws IOException {
        for (var client : clients) {
            client.close();
        }
        proxy.close();
        server.close();
    }

    @Test
    void passes_bytes_and_the_end_of_a_side_when_healthy() throws IOException {
        var client = connect();
        send(client, "hello");
        client.shutdownOutput();

        assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes("hello"));
        await().until(() -> proxy.bytes(TO_SERVER) == 5);
        await().until(() -> proxy.bytes(TO_CLIENT) == 5);
        await().until(() -> proxy.connections() == 1);
        await().until(() -> proxy.openConnections() == 0);
    }

    @Test
    void passes_megabytes_unchanged() throws IOException {
        var client = connect();
        var sent = "0123456789abcdef".repeat(512 * 1024);
        Thread.ofVirtual().start(() -> sendUnchecked(client, sent));

        assertThat(receive(client, sent.length())).isEqualTo(sent);
    }

    @Test
    void latency_delays_each_way_and_heal_ends_it() throws IOException {
        proxy.latency(TO_SERVER, Duration.ofMillis(600));
        proxy.latency(TO_CLIENT, Duration.ofMillis(400));
        var client = connect();

        assertThat(roundTrip(client)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));

        proxy.heal();
        assertThat(roundTrip(client)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void freeze_holds_one_direction_back_and_thaw_lets_it_go() throws IOException {
        var client = connect();
        proxy.freeze(TO_CLIENT);
        send(client, "held");
        await().until(() -> proxy.bytes(TO_SERVER) == 4);
        client.setSoTimeout(SHORT_MILLIS);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.getInputStream().read());

        proxy.thaw(TO_CLIENT);
        client.setSoTimeout(LONG_MILLIS);
        assertThat(receive(client, 4)).isEqualTo("held");
    }

    @Test
    void reset_all_resets_open_connections_and_accepts_new_ones() throws IOException {
        var client = connect();
        roundTrip(client);

        proxy.resetAll();

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> client.getInputStream().read())
                .withMessageContaining("reset");
        await().until(() -> proxy.openConnections() == 0);
        roundTrip(connect());
    }

    @Test
    void refuse_keeps_open_connections_until_start_accepts_again_on_the_same_port()
            throws IOException {
        var client = connect();
        roundTrip(client);
        int port = proxy.port();

        proxy.refuse();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
        roundTrip(client);
        proxy.start();
        roundTrip(connect());
        assertThat(proxy.port()).isEqualTo(port);
    }

    @Test
    void cut_passes_so_many_bytes_and_resets_once() throws IOException {
        proxy.cutAfter(TO_CLIENT, 3);
        var client = connect();
        send(client, "abcdef");

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> client.getInputStream().readAllBytes());
        await().until(() -> proxy.bytes(TO_CLIENT) == 3);
        roundTrip(connect());
    }

    @Test
    void flip_damages_one_byte_once() throws IOException {
        proxy.flipByteAfter(TO_SERVER, 2);
        var client = connect();
        send(client, "aaaa");
        assertThat(receive(client, 4)).isEqualTo("aa`a");
        send(client, "aaaa");
        assertThat(receive(client, 4)).isEqualTo("aaaa");
    }

    @Test
    void resets_the_client_when_the_server_is_down() throws IOException {
        server.close();
        var client = connect();

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> client.getInputStream().read());
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void resets_and_counts_the_connection_over_the_limit_only() throws IOException {
        for (int i = 0; i < FaultProxy.MAX_CONNECTIONS; i++) {
            connect();
        }
        await().until(() -> proxy.connections() == FaultProxy.MAX_CONNECTIONS);
        assertThat(proxy.connectionsOverLimit()).isZero();

        var overLimit = connect();

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> overLimit.getInputStream().read());
        await().until(() -> proxy.connectionsOverLimit() == 1);
        roundTrip(clients.getFirst());
        clients.getFirst().close();
        await().until(() -> proxy.openConnections() == FaultProxy.MAX_CONNECTIONS - 1);
        roundTrip(connect());
    }

    @Test
    void close_resets_what_is_open_even_when_frozen() throws IOException {
        var client = connect();
        roundTrip(client);
        proxy.freeze(TO_CLIENT);
        send(client, "never answered");

        proxy.close();

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> client.getInputStream().read());
        await().until(() -> proxy.openConnections() == 0);
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
    }

    private Socket connect() throws IOException {
        var client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(LONG_MILLIS);
        client.setTcpNoDelay(true);
        clients.add(client);
        return client;
    }

    private static Duration roundTrip(Socket client) throws IOException {
        long start = System.nanoTime();
        send(client, "ping");
        assertThat(receive(client, 4)).isEqualTo("ping");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void sendUnchecked(Socket client, String text) {
        try {
            send(client, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(bytes(text));
    }

    private static String receive(Socket client, int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
