package io.flaghoist.acceptance.sdk;

import io.flaghoist.schemas.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The npm packages that the Node programs need, installed from the committed lock file. */
public final class NodePackages {
    private static final long TIMEOUT_MINUTES = 5;

    private NodePackages() {}

    /**
     * Installs what {@code folder/package-lock.json} names, unless that very lock was installed
     * before.
     *
     * @return {@code folder}
     */
    public static synchronized Path installedIn(Path folder) {
        try {
            String lock =
                    Digests.sha256Hex(Files.readAllBytes(folder.resolve("package-lock.json")));
            Path stamp = folder.resolve("node_modules/.installed-lock");
            if (!Files.exists(stamp) || !Files.readString(stamp).equals(lock)) {
                install(folder);
                Files.writeString(stamp, lock);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot install the SDKs in "
                            + folder
                            + ". Node.js 18 or newer with npm must be on the PATH.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while npm installs.", e);
        }
    }

    private static void install(Path folder) throws IOException, InterruptedException {
        Path output = Files.createTempFile("npm-ci-", ".log");
        Process npm =
                new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                        .directory(folder.toAbsolutePath().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!npm.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
            npm.destroyForcibly().waitFor();
        }
        if (npm.exitValue() != 0) {
            throw new IOException(
                    "npm ci ended with " + npm.exitValue() + ":\n" + Files.readString(output));
        }
        Files.delete(output);
    }
}
