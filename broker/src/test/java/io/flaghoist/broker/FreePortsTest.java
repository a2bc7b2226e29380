package io.flaghoist.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void gives_ports_that_can_be_taken_and_that_outgoing_connections_do_not_use()
            throws IOException {
        for (int i = 0; i < 100; i++) {
            int port = FreePorts.next();
            assertThat(port).isBetween(10_000, 32_767);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            }
        }
    }

    @Test
    void says_when_the_address_is_not_of_this_machine() {
        assertThatIllegalStateException()
                .isThrownBy(() -> FreePorts.next("192.0.2.1"))
                .withMessageContaining("192.0.2.1");
    }
}
