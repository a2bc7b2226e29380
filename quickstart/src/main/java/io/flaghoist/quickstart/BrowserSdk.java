package io.flaghoist.quickstart;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The official browser SDK, installed by npm in the version and with the checksum that the shipped
 * lock file names. Once installed it is used without npm and without a network.
 */
final class BrowserSdk {
    private static final List<String> SHIPPED = List.of("package.json", "package-lock.json");
    private static final String SCRIPT =
            "node_modules/@harnessio/ff-javascript-client-sdk/dist/sdk.client.js";

    private final Path folder;
    private final String searchPath;
    private final Duration timeout;

    /** Whether there is an SDK to serve. */
    sealed interface Outcome {
        /**
         * There is.
         *
         * @param script the SDK as one JavaScript module that imports no other
         */
        record Installed(Path script) implements Outcome {}

        /**
         * There is none.
         *
         * @param reason a sentence that says why and what to do
         */
        record Missing(String reason) implements Outcome {}
    }

    /**
     * Nothing is done before {@link #install}.
     *
     * @param folder where it is installed, for this and later runs
     * @param searchPath the folders in which npm and node are looked for, as in {@code PATH}
     * @param timeout how long npm may take
     */
    BrowserSdk(Path folder, String searchPath, Duration timeout) {
        this.folder = folder;
        this.searchPath = searchPath;
        this.timeout = timeout;
    }

    /**
     * Installs it unless this very version is there already; returns within the timeout. An
     * interrupt ends npm.
     *
     * @throws IOException when {@code folder} cannot be written
     */
    Outcome install() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path lock = writeShipped();
        Path installedLock = folder.resolve("node_modules/.installed-lock");
        Path script = folder.resolve(SCRIPT);
        if (Files.exists(script)
                && Files.exists(installedLock)
                && Files.mismatch(installedLock, lock) < 0) {
            return new Outcome.Installed(script);
        }
        Optional<Path> npm = npm();
        if (npm.isEmpty()) {
            return new Outcome.Missing(
                    "npm is not on the PATH; install Node.js 18 or newer with npm and start again");
        }
        Optional<String> problem = run(npm.get());
        if (problem.isPresent()) {
            return new Outcome.Missing(problem.get());
        }
        Files.copy(lock, installedLock, StandardCopyOption.REPLACE_EXISTING);
        return new Outcome.Installed(script);
    }

    /** Writes what npm reads; returns the lock file. */
    private Path writeShipped() throws IOException {
        for (String name : SHIPPED) {
            Path fresh = folder.resolve(name + ".new");
            Files.write(fresh, shipped(name));
            Files.move(fresh, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        return folder.resolve("package-lock.json");
    }

    private static byte[] shipped(String name) throws IOException {
        try (InputStream in = BrowserSdk.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("page/" + name + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private Optional<Path> npm() {
        return Stream.of(searchPath.split(Pattern.quote(File.pathSeparator)))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "npm").toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What went wrong and what to do, if anything did. */
    private Optional<String> run(Path npm) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        var builder =
                new ProcessBuilder(
                                npm.toString(), "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("PATH", searchPath);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of(
                        "npm took longer than %d s; look at %s and start again"
                                .formatted(timeout.toSeconds(), log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            return Optional.of(
                    "npm could not install the browser SDK (%s); look at %s and start again"
                            .formatted(lastWords(log), log));
        }
        return Files.exists(folder.resolve(SCRIPT))
                ? Optional.empty()
                : Optional.of("npm installed no %s; look at %s".formatted(SCRIPT, log));
    }

    private static String lastWords(Path log) throws IOException {
        String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        return said.lines()
                .filter(line -> line.startsWith("npm error") || line.startsWith("npm ERR!"))
                .findFirst()
                .orElse("it did not say why");
    }
}
