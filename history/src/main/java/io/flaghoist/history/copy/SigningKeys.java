package io.flaghoist.history.copy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * The Ed25519 keys of archives, in PEM files as {@code openssl genpkey -algorithm ed25519} and
 * {@code openssl pkey -pubout} write them.
 */
public final class SigningKeys {
    static final String ALGORITHM = "Ed25519";

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final int MAX_FILE = 16 << 10;

    private SigningKeys() {}

    /**
     * Makes a pair and writes it; the private file for its owner alone.
     *
     * @throws CopyRefusedException when one of the files exists
     */
    public static KeyPair create(Path privateFile, Path publicFile)
            throws IOException, CopyRefusedException {
        if (Files.exists(publicFile)) {
            throw exists(publicFile);
        }
        KeyPair pair = generate();
        try {
            Files.createFile(privateFile, ownerOnly(privateFile));
            Files.writeString(
                    privateFile, pem(PRIVATE, pair.getPrivate()), StandardOpenOption.WRITE);
            Files.writeString(
                    publicFile, pem(PUBLIC, pair.getPublic()), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw exists(Path.of(e.getFile()));
        }
        return pair;
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks Ed25519", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        Set<String> views = file.getFileSystem().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static CopyRefusedException exists(Path file) {
        return new CopyRefusedException(
                "%s exists. A key that archives were signed with is never replaced: choose another name"
                        .formatted(file));
    }

    private static String pem(String what, Key key) {
        String base64 =
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, base64, what);
    }

    /** Reads the key that archives are signed with. */
    public static PrivateKey readPrivate(Path file) throws IOException, CopyRefusedException {
        byte[] encoded = read(file, PRIVATE, "openssl genpkey -algorithm ed25519");
        try {
            return factory().generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new CopyRefusedException(file + " holds no Ed25519 private key.", e);
        }
    }

    /** Reads the key that archives are checked with. */
    public static PublicKey readPublic(Path file) throws IOException, CopyRefusedException {
        byte[] encoded = read(file, PUBLIC, "openssl pkey -pubout");
        try {
            return factory().generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new CopyRefusedException(file + " holds no Ed25519 public key.", e);
        }
    }

    private static KeyFactory factory() throws NoSuchAlgorithmException {
        return KeyFactory.getInstance(ALGORITHM);
    }

    private static byte[] read(Path file, String what, String maker)
            throws IOException, CopyRefusedException {
        String text;
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new CopyRefusedException(file + " is too large to be a key file.");
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new CopyRefusedException("There is no key file " + file + ".", e);
        }
        String begin = "-----BEGIN " + what + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + what + "-----");
        if (from < 0 || to < from) {
            throw new CopyRefusedException(
                    "%s holds no PEM block '%s', as '%s' writes it.".formatted(file, begin, maker));
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new CopyRefusedException(file + " is damaged: it is no Base64.", e);
        }
    }
}
