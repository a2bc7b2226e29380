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
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Shakes hands over TLS, trusting whom this JVM trusts, and keeps the certificate it was shown. */
final class TlsProbe {
    /** What came of it. */
    sealed interface Result {
        /** Trusted. */
        record Trusted(String protocol, Shown certificate) implements Result {}

        /** Not trusted, or no TLS at all. */
        record Failed(String reason, Optional<Shown> certificate) implements Result {}
    }

    /** A server's own certificate. */
    record Shown(String subject, String issuer, Instant notAfter) {
        static Shown of(X509Certificate certificate) {
            return new Shown(
                    certificate.getSubjectX500Principal().getName(),
                    certificate.getIssuerX500Principal().getName(),
                    certificate.getNotAfter().toInstant());
        }
    }

    private final X509ExtendedTrustManager trust;

    TlsProbe(X509ExtendedTrustManager trust) {
        this.trust = trust;
    }

    /** Trusts whom this JVM trusts. */
    static TlsProbe ofThisMachine() {
        try {
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return new TlsProbe(extended);
                }
            }
            throw new IllegalStateException("This JVM has no trust manager for X.509.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot read its trust store.", e);
        }
    }

    /** Blocks, for about {@code timeout} at most. */
    Result shake(Address address, Duration timeout) {
        var watching = new Watching(trust);
        try (var plain = new Socket()) {
            plain.connect(
                    new InetSocketAddress(address.host(), address.port()),
                    (int) timeout.toMillis());
            plain.setSoTimeout((int) timeout.toMillis());
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {watching}, null);
            try (var socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, address.host(), address.port(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                String protocol = socket.getSession().getProtocol();
                return watching.shown()
                        .<Result>map(shown -> new Result.Trusted(protocol, shown))
                        .orElseGet(
                                () -> new Result.Failed("no certificate came", Optional.empty()));
            }
        } catch (IOException | GeneralSecurityException e) {
            return new Result.Failed(Words.of(e), watching.shown());
        }
    }

    /** Trusts whom another trusts, and remembers what was shown: an error alone hides it. */
    private static final class Watching extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager trust;
        private @Nullable X509Certificate seen;

        Watching(X509ExtendedTrustManager trust) {
            this.trust = trust;
        }

        Optional<Shown> shown() {
            return Optional.ofNullable(seen).map(Shown::of);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            seen = chain[0];
            trust.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            seen = chain[0];
            trust.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            seen = chain[0];
            trust.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, engine);
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
