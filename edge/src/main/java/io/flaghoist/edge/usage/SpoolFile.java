package io.flaghoist.edge.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Changes files of the spool, and forces each change to disk. */
final class SpoolFile {
    private SpoolFile() {}

    /**
     * Appends all frames to a file, or none of them.
     *
     * @param size of the file before, 0 for a new one, to which a failed write is cut back: its
     *     posts are answered as lost, so that no part of it may be found later
     */
    static void append(Path path, List<ByteBuffer> frames, long size) throws IOException {
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.position(size);
            for (ByteBuffer frame : frames) {
                while (frame.hasRemaining()) {
                    var _ = file.write(frame);
                }
            }
            file.force(false);
            if (size == 0) {
                forceName(path);
            }
        } catch (IOException e) {
            undo(path, size, e);
            throw e;
        }
    }

    private static void forceName(Path path) throws IOException {
        try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static void undo(Path path, long size, IOException cause) {
        try {
            if (size > 0) {
                cut(path, size);
            } else {
                var _ = Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Cuts a file off after its first {@code bytes}. */
    static void cut(Path path, long bytes) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(bytes);
            file.force(true);
        }
    }
}
