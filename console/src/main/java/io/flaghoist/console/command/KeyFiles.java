package io.flaghoist.console.command;

import io.flaghoist.history.archive.ArchiveRefusedException;
import io.flaghoist.history.archive.SigningKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** Where the keys of archives are, unless somebody says otherwise. */
final class KeyFiles {
    static final String WHERE = "$XDG_CONFIG_HOME/flaghoist, else ~/.config/flaghoist";

    private static final String PRIVATE = "signing-key.pem";
    private static final String PUBLIC = "signing-key.pub.pem";

    private KeyFiles() {}

    /** The key to sign with; this user's own is made at its first use, and {@code err} told. */
    static PrivateKey toSign(@Nullable Path given, PrintWriter err)
            throws IOException, ArchiveRefusedException {
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
                "Made a key to sign with: %s. Keep it; give %s to whoever restores."
                        .formatted(own, directory().resolve(PUBLIC)));
        return made;
    }

    /** The key to check with. */
    static PublicKey toCheck(@Nullable Path given) throws IOException, ArchiveRefusedException {
        if (given != null) {
            return SigningKeys.readPublic(given);
        }
        Path own = directory().resolve(PUBLIC);
        if (!Files.exists(own)) {
            throw new BadArgumentException(
                    "Say by whom the archive must be signed: --public-key FILE (there is no key of your own in %s)."
                            .formatted(directory()));
        }
        return SigningKeys.readPublic(own);
    }

    private static Path directory() {
        return Home.directory("XDG_CONFIG_HOME", ".config");
    }
}
