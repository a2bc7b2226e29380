package io.flaghoist.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The secret that tokens are signed with where nobody gave one: made once, kept beside the data,
 * readable by its owner alone.
 */
final class Secrets {
    private static final int BYTES = 32;

    private Secrets() {}

    static String authSecret(Path data) throws IOException {
        Path file = data.resolve("auth-secret");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        createForOwnerOnly(file);
        Files.writeString(file, secret + "\n", StandardOpenOption.WRITE);
        return secret;
    }

    private static void createForOwnerOnly(Path file) throws IOException {
        Set<String> views = file.getFileSystem().supportedFileAttributeViews();
        if (views.contains("posix")) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }
}
