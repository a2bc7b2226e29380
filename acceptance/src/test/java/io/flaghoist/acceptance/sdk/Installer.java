package io.flaghoist.acceptance.sdk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.flaghoist.schemas.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs what installs an SDK, once for each content of the file that names its packages, whichever
 * of the suite's JVMs comes first.
 */
final class Installer {
    private static final long TIMEOUT_MINUTES = 5;

    /** Locked by the JVM that installs. */
    private static final Path TURN = Sdk.MODULE.resolve("target/install.lock");

    private Installer() {}

    /**
     * Runs {@code commands} in {@code folder}, unless they were run for this very {@code lock}
     * before.
     *
     * @param lock the file that names the packages
     * @param stamp the file that says for which lock they were installed
     * @param needed what must be on the machine, for people who read a failure
     */
    static synchronized void install(
            Path folder, Path lock, Path stamp, String needed, List<List<String>> commands) {
        try (FileChannel turn = FileChannel.open(TURN, CREATE, WRITE);
                FileLock _ = turn.lock()) {
            String wanted = Digests.sha256Hex(Files.readAllBytes(lock));
            if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
                return;
            }
            for (List<String> command : commands) {
                run(folder, command);
            }
            Files.createDirectories(stamp.toAbsolutePath().getParent());
            Files.writeString(stamp, wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot install the SDK of " + folder + ". " + needed, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while an SDK is installed.", e);
        }
    }

    private static void run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("install-sdk-", ".log");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toAbsolutePath().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    "%s ended with %d:%n%s"
                            .formatted(
                                    String.join(" ", command),
                                    process.exitValue(),
                                    Files.readString(output)));
        }
        Files.delete(output);
    }
}
