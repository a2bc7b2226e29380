package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A group in a file of the spool: length of the rest, checksum of length and rest, time of closing,
 * number of evaluations, environment, JSON.
 */
final class Frame {
    private static final int HEAD = Integer.BYTES + Integer.BYTES;
    private static final int MAX_LENGTH = 32 << 20; // no group is as large
    private static final int FIXED = Long.BYTES + Long.BYTES + Short.BYTES;

    private Frame() {}

    /** How the content of a file ends. */
    enum End {
        /** After a whole frame. */
        WHOLE,
        /** Within a frame that was being written when the process died. */
        TORN,
        /** At a frame that is not what was written. */
        DAMAGED
    }

    /**
     * The readable part of a file.
     *
     * @param bytes size of this part
     */
    record Scan(List<EncodedGroup> groups, long bytes, End end) {}

    static ByteBuffer of(EncodedGroup group) {
        byte[] environment = group.environment().value().getBytes(StandardCharsets.US_ASCII);
        int length = FIXED + environment.length + group.json().length;
        ByteBuffer frame = ByteBuffer.allocate(HEAD + length);
        frame.putInt(length).putInt(0);
        frame.putLong(group.closedAt()).putLong(group.evaluations());
        frame.putShort((short) environment.length).put(environment).put(group.json());
        frame.putInt(Integer.BYTES, checksum(frame, 0, length));
        return frame.flip();
    }

    /** Includes the length: a damaged one must be detected. */
    private static int checksum(ByteBuffer bytes, int start, int length) {
        var sum = new CRC32C();
        sum.update(bytes.duplicate().limit(start + Integer.BYTES).position(start));
        sum.update(bytes.duplicate().limit(start + HEAD + length).position(start + HEAD));
        return (int) sum.getValue();
    }

    /** Reads frames up to the end, or to the first that is not whole. */
    static Scan scan(byte[] segment) {
        ByteBuffer bytes = ByteBuffer.wrap(segment);
        var groups = new ArrayList<EncodedGroup>();
        int start = 0;
        while (start < segment.length) {
            if (segment.length - start < HEAD) {
                return new Scan(groups, start, End.TORN);
            }
            int length = bytes.getInt(start);
            if (length < FIXED || length > MAX_LENGTH) {
                return new Scan(groups, start, End.DAMAGED);
            }
            if (length > segment.length - start - HEAD) {
                return new Scan(groups, start, End.TORN);
            }
            EncodedGroup group = read(bytes, start, length);
            if (group == null) {
                return new Scan(groups, start, End.DAMAGED);
            }
            groups.add(group);
            start += HEAD + length;
        }
        return new Scan(groups, start, End.WHOLE);
    }

    private static @Nullable EncodedGroup read(ByteBuffer bytes, int start, int length) {
        if (bytes.getInt(start + Integer.BYTES) != checksum(bytes, start, length)) {
            return null;
        }
        ByteBuffer rest = bytes.duplicate().limit(start + HEAD + length).position(start + HEAD);
        long closedAt = rest.getLong();
        long evaluations = rest.getLong();
        byte[] environment = new byte[rest.getShort()];
        rest.get(environment);
        byte[] json = new byte[rest.remaining()];
        rest.get(json);
        return new EncodedGroup(
                new EnvironmentId(new String(environment, StandardCharsets.US_ASCII)),
                closedAt,
                evaluations,
                json);
    }
}
