package io.flaghoist.edge.usage;

import io.flaghoist.edge.metrics.UsageMeters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups on local disk while Kafka is away: files that are only ever appended to, each append
 * forced to disk before it counts, the oldest file deleted when Kafka has all of it. A process that
 * dies at any moment leaves at most the end of one file torn, which nobody was promised.
 * Thread-safe.
 */
final class Spool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".segment";
    private static final int SEGMENTS = 16;

    private final Path directory;
    private final long maxBytes;
    private final UsageMeters meters;
    private final Deque<SpoolSegment> segments =
            new ArrayDeque<>(); // oldest first; active is the last
    private final List<String> damage = new ArrayList<>();
    private @Nullable SpoolFile active;
    private boolean opened;
    private long bytes;
    private long next = 1;

    /**
     * @param maxBytes that all files may take; beyond, the oldest is dropped
     */
    Spool(Path directory, long maxBytes, UsageMeters meters) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.meters = meters;
    }

    /**
     * Finds what an earlier life left, and cuts off what is torn or damaged.
     *
     * @throws IOException when the disk refuses; then nothing can be appended
     */
    synchronized void open() throws IOException {
        Files.createDirectories(directory);
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
        for (Path file : files) {
            next = Math.max(next, number(file) + 1);
            find(file);
        }
        opened = true;
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        } catch (NumberFormatException e) {
            return 0; // somebody else's name, read all the same
        }
    }

    private void find(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Frame.Scan scan = Frame.scan(content);
        if (scan.end() != Frame.End.WHOLE) {
            cut(file, content.length, scan);
        }
        if (scan.groups().isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        var segment = new SpoolSegment(file);
        scan.groups().forEach(group -> segment.add(group, Frame.of(group).remaining()));
        segments.add(segment);
        bytes += segment.bytes();
        meters.groupsFound(segment.groups());
    }

    private void cut(Path file, long size, Frame.Scan scan) throws IOException {
        meters.spoolCut(scan.end().name().toLowerCase(Locale.ROOT));
        String words =
                "%s: %d of %d bytes could not be read"
                        .formatted(file.getFileName(), size - scan.bytes(), size);
        if (damage.size() < SEGMENTS) {
            damage.add(words);
        }
        if (scan.end() == Frame.End.DAMAGED) {
            log.warn(
                    "The spool of metrics in {} is damaged. {}: what was confirmed in them is lost, what is before them"
                            + " goes on. Check the disk.",
                    directory,
                    words);
        }
        SpoolFile.cut(file, scan.bytes());
    }

    /**
     * Writes groups and forces them to disk, all or none.
     *
     * @throws IOException when they are not safe there
     */
    synchronized void append(List<EncodedGroup> groups) throws IOException {
        if (!opened) {
            throw new IOException("the spool in " + directory + " could not be opened");
        }
        List<ByteBuffer> frames = groups.stream().map(Frame::of).toList();
        long[] sizes = frames.stream().mapToLong(ByteBuffer::remaining).toArray();
        long needed = LongStream.of(sizes).sum();
        makeRoom(needed);
        rotateWhenLarge();
        SpoolFile file = active == null ? begin() : active;
        SpoolSegment segment = segments.getLast();
        try {
            file.append(frames, segment.bytes());
        } catch (IOException e) {
            rest(); // this file is not trusted any more
            throw e;
        }
        for (int i = 0; i < sizes.length; i++) {
            segment.add(groups.get(i), sizes[i]);
        }
        bytes += needed;
    }

    private SpoolFile begin() throws IOException {
        Path path = directory.resolve("%016d%s".formatted(next, SUFFIX));
        next++; // the name is taken even when what follows fails
        SpoolFile file = SpoolFile.create(path);
        active = file;
        segments.add(new SpoolSegment(path));
        return file;
    }

    private void rotateWhenLarge() {
        if (active != null && segments.getLast().bytes() >= maxBytes / SEGMENTS) {
            rest();
        }
    }

    /** Nothing more is appended to the active file. */
    private void rest() {
        SpoolFile file = active;
        active = null;
        if (file != null) {
            file.close();
            SpoolSegment last = segments.getLast();
            if (last.groups() == 0) {
                forget(last);
            }
        }
    }

    private void makeRoom(long needed) throws IOException {
        while (bytes + needed > maxBytes) {
            SpoolSegment oldest = oldestFree();
            if (oldest == null) {
                throw new IOException(
                        "the spool (usage.maxSpool) has no room for %d bytes".formatted(needed));
            }
            meters.dropped("full", oldest.groups(), oldest.evaluations());
            log.warn(
                    "The spool of metrics is full (usage.maxSpool) and Kafka is away: the oldest {} groups with {}"
                            + " evaluations are dropped.",
                    oldest.groups(),
                    oldest.evaluations());
            forget(oldest);
        }
    }

    private @Nullable SpoolSegment oldestFree() {
        for (SpoolSegment segment : segments) {
            if (!segment.isTaken()) {
                if (active != null && segment.equals(segments.getLast())) {
                    rest();
                }
                return segment;
            }
        }
        return null;
    }

    private void forget(SpoolSegment segment) {
        if (!segments.remove(segment)) {
            return;
        }
        bytes -= segment.bytes();
        try {
            var _ = Files.deleteIfExists(segment.path());
        } catch (IOException e) {
            log.warn(
                    "{} could not be deleted; its groups will be sent again after the next start, under their old ids",
                    segment.path(),
                    e);
        }
    }

    /** The oldest file, from now on on its way to Kafka; empty when there is none. */
    synchronized Optional<SpoolSegment> take() {
        SpoolSegment oldest = segments.peekFirst();
        if (oldest == null) {
            return Optional.empty();
        }
        if (segments.size() == 1) {
            rest(); // it may be the one that is written to
        }
        if (oldest.groups() == 0) {
            return Optional.empty();
        }
        oldest.take(true);
        return Optional.of(oldest);
    }

    /**
     * The groups of a file.
     *
     * @throws IOException when the disk refuses, or gives back something else than was written
     */
    static List<EncodedGroup> read(SpoolSegment segment) throws IOException {
        Frame.Scan scan = Frame.scan(Files.readAllBytes(segment.path()));
        if (scan.groups().size() < segment.groups()) {
            throw new IOException(segment.path() + " was damaged since it was written");
        }
        return scan.groups();
    }

    /** Kafka has all of it. */
    synchronized void done(SpoolSegment segment) {
        forget(segment);
    }

    /** It goes on waiting. */
    synchronized void giveBack(SpoolSegment segment) {
        segment.take(false);
    }

    /** It cannot be read any more: what can is kept, the rest is counted and named. */
    synchronized void mend(SpoolSegment segment) throws IOException {
        rest(); // the mended file will be the last
        forgetCounts(segment);
        find(segment.path());
    }

    private void forgetCounts(SpoolSegment segment) {
        if (segments.remove(segment)) {
            bytes -= segment.bytes();
            meters.dropped("damaged", segment.groups(), segment.evaluations());
        }
    }

    synchronized boolean isOpen() {
        return opened;
    }

    synchronized boolean isEmpty() {
        return segments.isEmpty();
    }

    synchronized long bytes() {
        return bytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    synchronized long groups() {
        return segments.stream().mapToLong(SpoolSegment::groups).sum();
    }

    /** When the oldest group was closed, epoch milliseconds; empty when there is none. */
    synchronized Optional<Long> oldestAt() {
        return segments.stream().map(SpoolSegment::oldestAt).min(Long::compare);
    }

    /** What could not be read, for people. */
    synchronized List<String> damage() {
        return List.copyOf(damage);
    }

    @Override
    public synchronized void close() {
        rest();
        opened = false;
    }
}
