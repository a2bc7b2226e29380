package io.flaghoist.history.past;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States in a directory of the user's, one file each. A file counts only for the topic that it was
 * read from, and only while the record of its revision is still the same there: what was altered
 * since, or created anew, is read from Kafka. Bounded; what was not used for longest goes first.
 */
public final class DiskStateCache implements StateCache {
    private static final Logger log = LoggerFactory.getLogger(DiskStateCache.class);
    private static final String SUFFIX = ".state";

    private final Path directory;
    private final long maxBytes;
    private final Clock clock;

    /**
     * @param maxBytes of all files together
     */
    public DiskStateCache(Path directory, long maxBytes, Clock clock) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    @Override
    public Optional<PastState> nearest(EnvironmentLog of, long revision)
            throws LogUnavailableException {
        var candidates = new ArrayList<>(files());
        candidates.removeIf(file -> revisionOf(of, file).isEmpty());
        candidates.sort(
                Comparator.comparingLong(
                        file -> Math.abs(revisionOf(of, file).orElseThrow() - revision)));
        for (Path file : candidates) {
            Optional<PastState> state = read(of, file);
            if (state.isPresent()) {
                return state;
            }
        }
        return Optional.empty();
    }

    private Optional<PastState> read(EnvironmentLog of, Path file) throws LogUnavailableException {
        try {
            KeptState kept = KeptState.decode(Files.readAllBytes(file));
            if (isStillThere(of, kept)) {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
                return Optional.of(kept.state());
            }
            discard(file, "the log has another record at its revision");
        } catch (IOException e) {
            discard(file, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static boolean isStillThere(EnvironmentLog of, KeptState kept)
            throws LogUnavailableException {
        return kept.identity().equals(of.identity())
                && kept.state().environment().equals(of.environment())
                && hashAt(of, kept.state().position().revision())
                        .filter(hash -> hash.equals(kept.chainHash()))
                        .isPresent();
    }

    private static Optional<String> hashAt(EnvironmentLog of, long revision)
            throws LogUnavailableException {
        return of.history().at(revision).map(StoredRecord::chainHash);
    }

    @Override
    public void keep(EnvironmentLog of, PastState state) throws LogUnavailableException {
        Optional<String> hash = hashAt(of, state.position().revision());
        if (hash.isEmpty()) {
            return;
        }
        try {
            byte[] bytes = new KeptState(of.identity(), hash.get(), state).encode();
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(directory, "fresh", ".tmp");
            Files.write(fresh, bytes);
            Files.move(
                    fresh,
                    directory.resolve(name(of, state.position().revision())),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            makeRoom();
        } catch (IOException | UnsupportedOperationException e) {
            log.warn(
                    "Cannot keep a state in {}: {}. Going on without; the next question takes longer. Check the directory's rights and space, or use another.",
                    directory,
                    e.toString());
        }
    }

    private void makeRoom() throws IOException {
        var byAge = new ArrayList<>(files());
        byAge.sort(Comparator.comparing(DiskStateCache::lastUsed).reversed());
        long bytes = 0;
        for (Path file : byAge) {
            bytes += Files.size(file);
            if (bytes > maxBytes) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileTime lastUsed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // gone meanwhile, or not ours to read: it goes first
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (IOException e) {
            log.warn("Cannot read the states kept in {}; reading from Kafka alone.", directory, e);
            return List.of();
        }
    }

    private static String name(EnvironmentLog of, long revision) {
        return start(of) + revision + SUFFIX;
    }

    private static String start(EnvironmentLog of) {
        return of.environment() + "." + of.identity().topicId() + ".";
    }

    /** The revision in the name of a file of this log; empty for the files of others. */
    private static OptionalLong revisionOf(EnvironmentLog of, Path file) {
        String name = String.valueOf(file.getFileName());
        String start = start(of);
        String end =
                name.length() > start.length() && name.startsWith(start)
                        ? name.substring(start.length(), name.length() - SUFFIX.length())
                        : "";
        return end.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(end))
                : OptionalLong.empty();
    }

    private static void discard(Path file, String why) {
        log.debug("Discarding kept state {}: {}", file, why);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("Cannot delete {}; it is ignored.", file, e);
        }
    }
}
