package io.flaghoist.edge.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of the spool that is appended to, each append forced to disk before it counts. Confined to
 * the lock of its spool.
 */
final class SpoolFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SpoolFile.class);

    private final FileChannel channel;

    private SpoolFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Makes a new one, the name itself forced to disk. */
    static SpoolFile create(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new SpoolFile(channel);
    }

    /**
     * Writes all frames and forces them to disk, or none of them.
     *
     * @param size of the file before, to which it is cut when the disk refuses: what was written in
     *     part must not be found later, since its posts are told that it is lost
     */
    void append(List<ByteBuffer> frames, long size) throws IOException {
        try {
            for (ByteBuffer frame : frames) {
                while (frame.hasRemaining()) {
                    var _ = channel.write(frame);
                }
            }
            channel.force(false);
        } catch (IOException e) {
            takeBack(size, e);
            throw e;
        }
    }

    private void takeBack(long size, IOException why) {
        try {
            var _ = channel.truncate(size);
            var _ = channel.position(size);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Cuts off all of a file but its first bytes. */
    static void cut(Path path, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
            channel.force(true);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.warn(
                    "A file of the spool of metrics could not be closed; what is in it is safe", e);
        }
    }
}
