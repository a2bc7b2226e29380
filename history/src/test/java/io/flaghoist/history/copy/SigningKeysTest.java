package io.flaghoist.history.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
    /** As openssl genpkey and openssl pkey -pubout wrote them, for this test alone. */
    private static final String OPENSSL_PRIVATE =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIBjccyFiT390uY+Fg3rj0avPrhn83eYP/a2QTXlSQrA4
            -----END PRIVATE KEY-----
            """;

    private static final String OPENSSL_PUBLIC =
            """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEA6nIKEQN6bDQHwwtxWAosU/p8gnuE2Y3IT97j7cjF9Rg=
            -----END PUBLIC KEY-----
            """;

    @TempDir Path folder;

    private final byte[] text = {1, 2, 3};

    private boolean fit(PrivateKey secret, PublicKey known) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(text);
        return signature.verify(signed);
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void keys_of_openssl_are_read() throws Exception {
        assertThat(
                        fit(
                                SigningKeys.readPrivate(file("k.pem", OPENSSL_PRIVATE)),
                                SigningKeys.readPublic(file("k.pub", OPENSSL_PUBLIC))))
                .isTrue();
    }

    @Test
    void a_pair_is_made_that_only_its_owner_reads_and_that_replaces_none() throws Exception {
        Path secret = folder.resolve("a.pem");
        Path known = folder.resolve("a.pub");
        KeyPair pair = SigningKeys.create(secret, known);
        assertThat(SigningKeys.readPrivate(secret)).isEqualTo(pair.getPrivate());
        assertThat(SigningKeys.readPublic(known)).isEqualTo(pair.getPublic());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        for (Path other : new Path[] {secret, folder.resolve("b.pem")}) {
            assertThatThrownBy(() -> SigningKeys.create(other, known))
                    .isInstanceOf(CopyRefusedException.class)
                    .hasMessageContaining("never replaced");
        }
        assertThat(folder.resolve("b.pem")).doesNotExist();
    }

    @Test
    void what_is_no_key_is_refused_with_what_makes_one() throws Exception {
        assertThatThrownBy(() -> SigningKeys.readPrivate(file("x.pem", OPENSSL_PUBLIC)))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("openssl genpkey -algorithm ed25519");
        assertThatThrownBy(() -> SigningKeys.readPublic(folder.resolve("nowhere")))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("There is no key file");
        String other = OPENSSL_PUBLIC.replace("MCow", "MCox");
        assertThatThrownBy(() -> SigningKeys.readPublic(file("x.pub", other)))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("holds no Ed25519 public key");
    }
}
