package io.flaghoist.service.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Access to the admin port.
 *
 * @param token grants access from any address; at least 16 characters; default: access from this
 *     machine only
 * @param tokenFile a file that contains the token; read at start
 */
public record AdminSettings(String token, String tokenFile) {
    private static final int MIN_LENGTH = 16;

    public AdminSettings(@Nullable String token, @Nullable String tokenFile) {
        this.token = token == null ? "" : token;
        this.tokenFile = tokenFile == null ? "" : tokenFile;
    }

    /** No token. */
    public static AdminSettings defaults() {
        return new AdminSettings(null, null);
    }

    /**
     * The token, {@code ""} for none.
     *
     * @throws IllegalArgumentException naming the settings
     */
    public String secret() {
        if (!token.isEmpty() && !tokenFile.isEmpty()) {
            throw new IllegalArgumentException(
                    "adminAccess.token (ADMIN_TOKEN) and adminAccess.tokenFile (ADMIN_TOKEN_FILE) are both set; one is enough");
        }
        String secret = tokenFile.isEmpty() ? token : read();
        boolean isSet = !token.isEmpty() || !tokenFile.isEmpty();
        if (isSet && secret.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "adminAccess.token (ADMIN_TOKEN or ADMIN_TOKEN_FILE) needs at least "
                            + MIN_LENGTH
                            + " characters: openssl rand -hex 32");
        }
        return secret;
    }

    private String read() {
        try {
            return Files.readString(Path.of(tokenFile)).strip();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "adminAccess.tokenFile (ADMIN_TOKEN_FILE) cannot be read: " + tokenFile, e);
        }
    }

    /** Redacted. */
    @Override
    public String toString() {
        return "AdminSettings[redacted]";
    }
}
