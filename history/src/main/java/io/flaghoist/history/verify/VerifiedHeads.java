package io.flaghoist.history.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the last verification of each environment's log ended with, one small file each: who alters
 * the log later cannot alter this. One directory per log: the same environment under another prefix
 * or on another Kafka is another log.
 */
public final class VerifiedHeads {
    private final Path directory;

    private VerifiedHeads(Path directory) {
        this.directory = directory;
    }

    /**
     * Of the logs under a prefix on a Kafka cluster.
     *
     * @param cache where this user's caches are; created when something is kept
     */
    public static VerifiedHeads in(Path cache, String clusterId, String prefix) {
        return new VerifiedHeads(cache.resolve("verified").resolve(clusterId).resolve(prefix));
    }

    /** The content of a file. */
    private record Kept(
            String environment,
            long firstRevision,
            long revision,
            @Nullable String hash,
            @Nullable String at) {}

    /**
     * What was kept; empty when nothing was.
     *
     * @throws IOException when there is a file and it cannot be read
     */
    public Optional<KnownHead> of(EnvironmentId environment) throws IOException {
        Path file = file(environment.value());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(file);
        try {
            Kept kept = Json.read(content, Kept.class);
            String hash = kept.hash();
            if (hash != null && hash.length() == 64 && kept.revision() > 0) {
                String from =
                        "the verification of "
                                + Objects.requireNonNullElse(kept.at(), "an unknown time");
                return Optional.of(
                        new KnownHead(kept.firstRevision(), kept.revision(), hash, from));
            }
        } catch (JsonProcessingException e) {
            // As damaged as one without a hash.
        }
        throw new IOException(
                "%s is damaged: it should hold what the last verification ended with. Delete it to verify without"
                        .formatted(file));
    }

    /**
     * Keeps the head of an intact log; of another one, nothing.
     *
     * @return whether it was kept
     */
    public boolean keep(Verdict verdict, Instant now) throws IOException {
        Optional<KnownHead> head = verdict.head("");
        if (head.isEmpty()) {
            return false;
        }
        var kept =
                new Kept(
                        verdict.environment(),
                        head.get().firstRevision(),
                        head.get().revision(),
                        head.get().hash(),
                        now.toString());
        Files.createDirectories(directory);
        write(file(verdict.environment()), Json.write(kept));
        return true;
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(temporary, content);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(String environment) {
        return directory.resolve(environment + ".json");
    }
}
