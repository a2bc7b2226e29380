package io.flaghoist.console.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Does a TLS handshake, and keeps the certificate that the server has shown. */
final class TlsProbe {
    /**
     * The result of a handshake.
     *
     * @param failure why there is no trust; empty where there is
     * @param certificate of the server, in words; empty where it has shown none
     * @param notAfter when it expires
     */
    record Handshake(String protocol, String failure, String certificate, Instant notAfter) {
        boolean isTrusted() {
            return failure.isEmpty();
        }
    }

    private final X509TrustManager trust;

    TlsProbe(X509TrustManager trust) {
        this.trust = trust;
    }

    /** Trusts the authorities of this JVM. */
    static TlsProbe ofThisMachine() {
        try {
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return new TlsProbe((X509TrustManager) factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot read its trust store.", e);
        }
    }

    /** Blocks, for about {@code timeout} at most. */
    Handshake handshake(Address address, Duration timeout) {
        var recorder = new Recorder(trust);
        int millis = (int) timeout.toMillis();
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(address.host(), address.port()), millis);
            plain.setSoTimeout(millis);
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {recorder}, null);
            try (var socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, address.host(), address.port(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return recorder.handshake(socket.getSession().getProtocol(), "");
            }
        } catch (IOException | GeneralSecurityException e) {
            return recorder.handshake("", Format.of(e));
        }
    }

    /**
     * Trusts as another does, and keeps what was shown, which the error alone hides. JSSE itself
     * compares the host name.
     */
    private static final class Recorder implements X509TrustManager {
        private final X509TrustManager trust;
        private @Nullable X509Certificate shown;

        Recorder(X509TrustManager trust) {
            this.trust = trust;
        }

        Handshake handshake(String protocol, String failure) {
            if (shown == null) {
                return new Handshake(protocol, failure, "", Instant.EPOCH);
            }
            Instant notAfter = shown.getNotAfter().toInstant();
            String certificate =
                    "a certificate of %s, issued by %s, valid until %s"
                            .formatted(
                                    shown.getSubjectX500Principal().getName(),
                                    shown.getIssuerX500Principal().getName(),
                                    notAfter);
            return new Handshake(protocol, failure, certificate, notAfter);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            shown = chain[0];
            trust.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            trust.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
