package io.flaghoist.edge.usage;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups on local disk while Kafka is unavailable: append-only files, each append forced to disk
 * before its posts are answered, each file deleted when Kafka has all of it. A process that dies
 * leaves at most the end of one file torn, of which no post was answered. Thread-safe.
 */
final class Spool {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".segment";
    private static final int SEGMENTS = 16;

    private final Path directory;
    private final long maxBytes;
    private final UsageMeters meters;
    private final Deque<SpoolSegment> segments = new ArrayDeque<>(); // oldest first
    private final List<String> damage = new ArrayList<>();
    private boolean opened;
    private long bytes;
    private long next = 1;

    /**
     * @param maxBytes limit of all files together; beyond it the oldest is dropped
     */
    Spool(Path directory, long maxBytes, UsageMeters meters) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.meters = meters;
    }

    /**
     * Finds what an earlier process left, and cuts off what is torn or damaged.
     *
     * @throws IOException when the disk fails; then nothing can be appended
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
            return 0; // a file with another name is read as well
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
        segment.seal();
        scan.groups().forEach(group -> segment.add(group, Frame.of(group).remaining()));
        segments.add(segment);
        bytes += segment.bytes();
        meters.found.inc(segment.groups());
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
                    "The spool of metrics in {} is damaged. {}: the confirmed metrics in them are lost, those before them"
                            + " are kept. Check the disk.",
                    directory,
                    words);
        }
        SpoolFile.cut(file, scan.bytes());
    }

    /**
     * Writes groups and forces them to disk, all or none.
     *
     * @throws IOException when they could not be written
     */
    synchronized void append(List<EncodedGroup> groups) throws IOException {
        if (!opened) {
            throw new IOException("the spool in " + directory + " could not be opened");
        }
        List<ByteBuffer> frames = groups.stream().map(Frame::of).toList();
        long[] sizes = frames.stream().mapToLong(ByteBuffer::remaining).toArray();
        long needed = LongStream.of(sizes).sum();
        makeRoom(needed);
        SpoolSegment last = segments.peekLast();
        boolean isFresh = last == null || last.isSealed() || last.bytes() >= maxBytes / SEGMENTS;
        SpoolSegment segment = isFresh ? create() : last;
        try {
            SpoolFile.append(segment.path(), frames, segment.bytes());
        } catch (IOException e) {
            segment.seal(); // the file may be damaged
            throw e;
        }
        for (int i = 0; i < sizes.length; i++) {
            segment.add(groups.get(i), sizes[i]);
        }
        if (isFresh) {
            segments.add(segment);
        }
        bytes += needed;
    }

    private SpoolSegment create() {
        return new SpoolSegment(directory.resolve("%016d%s".formatted(next++, SUFFIX)));
    }

    private void makeRoom(long needed) throws IOException {
        while (bytes + needed > maxBytes) {
            SpoolSegment oldest =
                    segments.stream().filter(it -> !it.isTaken()).findFirst().orElse(null);
            if (oldest == null) {
                throw new IOException(
                        "the spool (usage.maxSpool) has no room for %d bytes".formatted(needed));
            }
            meters.dropped("full", oldest.groups(), oldest.evaluations());
            log.warn(
                    "The spool of metrics is full (usage.maxSpool) and Kafka is unavailable: the oldest {} groups with {}"
                            + " evaluations are dropped.",
                    oldest.groups(),
                    oldest.evaluations());
            forget(oldest);
        }
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
                    "{} could not be deleted; its groups are sent again after the next start, with the same ids",
                    segment.path(),
                    e);
        }
    }

    /** Takes the oldest file to send it to Kafka; empty when there is none. */
    synchronized Optional<SpoolSegment> take() {
        Optional<SpoolSegment> oldest = Optional.ofNullable(segments.peekFirst());
        oldest.ifPresent(segment -> segment.take(true));
        return oldest;
    }

    /**
     * Reads the groups of a file.
     *
     * @throws IOException when the disk fails, or the file was damaged
     */
    static List<EncodedGroup> read(SpoolSegment segment) throws IOException {
        Frame.Scan scan = Frame.scan(Files.readAllBytes(segment.path()));
        if (scan.groups().size() < segment.groups()) {
            throw new IOException(segment.path() + " was damaged since it was written");
        }
        return scan.groups().subList(0, segment.groups());
    }

    /** Deletes a file of which Kafka has everything. */
    synchronized void done(SpoolSegment segment) {
        forget(segment);
    }

    /** Returns a file that was taken, and still has to be sent. */
    synchronized void giveBack(SpoolSegment segment) {
        segment.take(false);
    }

    /** Keeps the readable part of a damaged file, and counts and reports the rest. */
    synchronized void mend(SpoolSegment segment) throws IOException {
        if (segments.remove(segment)) {
            bytes -= segment.bytes();
            meters.dropped("damaged", segment.groups(), segment.evaluations());
        }
        find(segment.path());
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

    /** Describes what could not be read. */
    synchronized List<String> damage() {
        return List.copyOf(damage);
    }

    /** Nothing can be appended any more. */
    synchronized void close() {
        opened = false;
    }
}
