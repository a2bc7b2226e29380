package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.flaghoist.testkit.net.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a certificate for 127.0.0.1 that nobody else has signed. */
class CertificatesTest {
    @TempDir static Path folder;
    private static HttpsServer server;
    private static X509TrustManager trusting;

    @BeforeAll
    static void start() throws Exception {
        var certificate = TestCertificate.make("EC", folder);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        server.start();
        trusting = certificate.trust();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void a_certificate_that_is_trusted_is_well() {
        assertThat(examine("127.0.0.1", new TlsProbe(trusting), Instant.now()))
                .contains("OK TLSv1.3, a certificate of CN=edge.example");
    }

    @Test
    void one_that_expires_soon_is_a_warning() {
        Instant later = Instant.now().plus(Duration.ofDays(80));

        assertThat(examine("127.0.0.1", new TlsProbe(trusting), later))
                .contains("WARNING TLSv1.3")
                .contains("Renew it within 9 d");
    }

    @Test
    void one_that_nobody_vouches_for_is_wrong_and_its_issuer_is_named() {
        assertThat(examine("127.0.0.1", TlsProbe.ofThisMachine(), Instant.now()))
                .contains("WRONG No trust")
                .contains("issued by CN=edge.example")
                .contains("keytool -importcert -cacerts");
    }

    @Test
    void one_for_another_name_is_wrong() {
        assertThat(examine("localhost", new TlsProbe(trusting), Instant.now()))
                .contains("WRONG No trust")
                .contains("names localhost (subject alternative names)");
    }

    @Test
    void a_port_without_tls_is_wrong() throws Exception {
        try (var plain = FakeEdge.start()) {
            assertThat(
                            examine(
                                    URI.create("https://127.0.0.1:" + plain.port()),
                                    new TlsProbe(trusting),
                                    Instant.now()))
                    .contains("Check that this port speaks TLS");
        }
    }

    @Test
    void a_port_that_says_nothing_ends_in_time() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(
                            examine(
                                    URI.create("https://127.0.0.1:" + silent.getLocalPort()),
                                    new TlsProbe(trusting),
                                    Instant.now()))
                    .contains("WRONG No trust")
                    .contains("timed out");
        }
    }

    private static String examine(String host, TlsProbe tls, Instant now) {
        return examine(
                URI.create("https://" + host + ":" + server.getAddress().getPort()), tls, now);
    }

    private static String examine(URI uri, TlsProbe tls, Instant now) {
        var report = new Report();
        new NetworkProbe(Duration.ofSeconds(1), tls, InstantSource.fixed(now), Map.of())
                .check("edge", uri, report);
        return report.checks().stream()
                .map(check -> check.outcome() + " " + check.finding() + " " + check.advice())
                .collect(Collectors.joining("\n"));
    }
}
