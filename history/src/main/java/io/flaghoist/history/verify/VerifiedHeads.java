package io.flaghoist.history.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

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

    /**
     * What was kept; empty when nothing was.
     *
     * @throws IOException when there is a file and it cannot be read
     */
    public Optional<KnownHead> of(EnvironmentId environment) throws IOException {
        Path file = file(environment);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode tree = tree(file);
        String hash = tree.path("hash").asText("");
        long revision = tree.path("revision").asLong();
        if (hash.length() != 64 || revision <= 0) {
            throw damaged(file);
        }
        return Optional.of(
                new KnownHead(
                        tree.path("firstRevision").asLong(),
                        revision,
                        hash,
                        "the verification of " + tree.path("at").asText("an unknown time")));
    }

    private static JsonNode tree(Path file) throws IOException {
        try {
            return Json.read(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw damaged(file);
        }
    }

    private static IOException damaged(Path file) {
        return new IOException(
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
        ObjectNode tree = Json.object();
        tree.put("environment", verdict.environment().value());
        tree.put("firstRevision", head.get().firstRevision());
        tree.put("revision", head.get().revision());
        tree.put("hash", head.get().hash());
        tree.put("at", now.toString());
        Files.createDirectories(directory);
        write(file(verdict.environment()), Json.write(tree));
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

    private Path file(EnvironmentId environment) {
        return directory.resolve(environment + ".json");
    }
}
