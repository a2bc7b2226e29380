package io.flaghoist.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for a {@code PATH} with an npm in it that does what a test wants. */
final class FakeNpm {
    /** What the fake installs as the SDK. */
    static final String SDK = "export const fake = true;";

    private static final String INSTALLS =
            """
            echo "$*" >> npm-calls
            mkdir -p node_modules/@harnessio/ff-javascript-client-sdk/dist
            printf '%%s' '%s' > node_modules/@harnessio/ff-javascript-client-sdk/dist/sdk.client.js
            """
                    .formatted(SDK);

    private final Path folder;

    FakeNpm(Path folder) {
        this.folder = folder;
    }

    FakeNpm thatInstalls() throws IOException {
        return that(INSTALLS);
    }

    /** Which first waits for a file. */
    FakeNpm thatWaitsFor(Path file) throws IOException {
        return that("while [ ! -e '%s' ]; do sleep 0.05; done\n".formatted(file) + INSTALLS);
    }

    FakeNpm that(String body) throws IOException {
        Path npm = Files.createDirectories(folder).resolve("npm");
        Files.writeString(npm, "#!/bin/sh\n" + body);
        if (!npm.toFile().setExecutable(true)) {
            throw new IOException("Cannot make " + npm + " executable.");
        }
        return this;
    }

    /** It alone and the system's basic tools. */
    String searchPath() {
        return folder + ":/usr/bin:/bin";
    }
}
