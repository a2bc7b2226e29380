package io.flaghoist.console.command;

import io.flaghoist.history.copy.CopyRefusedException;
import io.flaghoist.history.copy.SigningKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** The default places of the keys of archives. */
final class KeyFiles {
    static final String WHERE = "$XDG_CONFIG_HOME/flaghoist, else ~/.config/flaghoist";

    private static final String PRIVATE = "signing-key.pem";
    private static final String PUBLIC = "signing-key.pub.pem";

    private KeyFiles() {}

    /**
     * The key to sign with; the user's own is created at its first use, with a note to {@code err}.
     */
    static PrivateKey toSign(@Nullable Path given, PrintWriter err)
            throws IOException, CopyRefusedException {
        if (given != null) {
            return SigningKeys.readPrivate(given);
        }
        Path own = directory().resolve(PRIVATE);
        if (Files.exists(own)) {
            return SigningKeys.readPrivate(own);
        }
        Files.createDirectories(directory());
        PrivateKey made = SigningKeys.create(own, directory().resolve(PUBLIC)).getPrivate();
        err.println(
                "Created a signing key: %s. Keep it; give %s to those who restore."
                        .formatted(own, directory().resolve(PUBLIC)));
        return made;
    }

    /** The key to check with. */
    static PublicKey toCheck(@Nullable Path given) throws IOException, CopyRefusedException {
        if (given != null) {
            return SigningKeys.readPublic(given);
        }
        Path own = directory().resolve(PUBLIC);
        if (!Files.exists(own)) {
            throw new BadArgumentException(
                    "Give the key that must have signed the archive: --public-key FILE (there is no key of your own in %s)."
                            .formatted(directory()));
        }
        return SigningKeys.readPublic(own);
    }

    private static Path directory() {
        return Home.directory("XDG_CONFIG_HOME", ".config");
    }
}
