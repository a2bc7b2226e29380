package io.flaghoist.edge.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the SDK port.
 *
 * @param enabled default false
 * @param certificate file with the PEM chain, the server's certificate first
 * @param key file with the PEM private key, PKCS#8 ({@code BEGIN PRIVATE KEY}), not encrypted
 */
public record TlsSettings(boolean enabled, String certificate, String key) {
    static final TlsSettings OFF = new TlsSettings(false, "", "");

    public TlsSettings(boolean enabled, @Nullable String certificate, @Nullable String key) {
        this.enabled = enabled;
        this.certificate = Objects.requireNonNullElse(certificate, "");
        this.key = Objects.requireNonNullElse(key, "");
    }

    /**
     * Null if TLS is disabled.
     *
     * @throws IllegalArgumentException if a file cannot be read or is invalid
     */
    SslContextFactory.@Nullable Server contextFactory() {
        if (!enabled) {
            return null;
        }
        var factory = new SslContextFactory.Server();
        factory.setKeyStore(keyStore());
        factory.setKeyStorePassword("");
        return factory;
    }

    private KeyStore keyStore() {
        try (InputStream chain = Files.newInputStream(Path.of(certificate))) {
            Certificate[] certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(chain)
                            .toArray(Certificate[]::new);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("edge", privateKey(), new char[0], certificates);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "TLS_CERT (server.tls.certificate) and TLS_KEY (server.tls.key) must be readable PEM files, the key as PKCS#8: "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    private PrivateKey privateKey() throws IOException, GeneralSecurityException {
        String pem = Files.readString(Path.of(key), StandardCharsets.US_ASCII);
        String base64 =
                pem.replace("-----BEGIN PRIVATE KEY-----", "")
                        .replace("-----END PRIVATE KEY-----", "");
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("not PEM", e);
        }
        var asked = new ArrayList<InvalidKeySpecException>();
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                asked.add(e); // of another algorithm, or invalid
            }
        }
        var unknown =
                new GeneralSecurityException("the private key is neither RSA, EC nor Ed25519");
        asked.forEach(unknown::addSuppressed);
        throw unknown;
    }
}
