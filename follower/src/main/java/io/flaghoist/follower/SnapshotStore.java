package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots on local disk, one file per environment. A file is written to a temporary name,
 * synced and renamed, so that a crash leaves the old or the new one. Unreadable files are deleted:
 * the log has everything.
 */
final class SnapshotStore implements Snapshots.Writer {
    private static final Logger log = LoggerFactory.getLogger(SnapshotStore.class);
    private static final String SUFFIX = ".snapshot";

    private final Path directory;

    SnapshotStore(Path directory) {
        this.directory = directory;
    }

    /**
     * Every readable snapshot, regardless of its age: while Kafka is unavailable there is nothing
     * better. Damaged ones are deleted.
     */
    List<Snapshot> load() {
        var snapshots = new ArrayList<Snapshot>();
        for (Path file : files()) {
            byte[] bytes = read(file);
            if (bytes.length > 0) {
                try {
                    snapshots.add(SnapshotCodec.decode(bytes));
                } catch (IOException | IllegalArgumentException e) {
                    discard(file, String.valueOf(e.getMessage()));
                }
            }
        }
        return snapshots;
    }

    /** An I/O error does not mean that the file is damaged: it is kept. */
    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            log.warn(
                    "Cannot read snapshot {}: {}. The environment is read from Kafka. Check the disk, and the directory's rights.",
                    file,
                    e.toString());
            return new byte[0];
        }
    }

    /**
     * Replaces the environment's snapshot.
     *
     * @throws IOException on an I/O error; the old snapshot is kept
     */
    @Override
    public void save(Snapshot snapshot) throws IOException {
        Files.createDirectories(directory);
        Path file = file(snapshot.image().environment());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(SnapshotCodec.encode(snapshot));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true); // the rename itself
        }
    }

    @Override
    public boolean has(EnvironmentId environment) throws IOException {
        if (Files.exists(directory) && !Files.isWritable(directory)) {
            throw new AccessDeniedException(directory.toString(), null, "it cannot be written");
        }
        return Files.isRegularFile(file(environment));
    }

    private Path file(EnvironmentId environment) {
        return directory.resolve(environment + SUFFIX);
    }

    private List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        } catch (IOException e) {
            log.warn(
                    "Cannot read the snapshots in {}. Starting without them, from Kafka alone. Check the directory's rights.",
                    directory,
                    e);
            return List.of();
        }
    }

    private void discard(Path file, String why) {
        log.warn(
                "Discarding snapshot {}: {}. The environment is read again from Kafka.", file, why);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("Cannot delete {}; it is ignored. Check the directory's rights.", file, e);
        }
    }
}
