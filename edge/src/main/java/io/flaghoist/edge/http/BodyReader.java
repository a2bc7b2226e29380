package io.flaghoist.edge.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body up to a limit without blocking. Confined to the thread that Jetty calls it
 * on.
 */
final class BodyReader implements Runnable {
    /**
     * What is read beyond the limit and thrown away: a sender that is cut off while it still sends
     * may never see the answer.
     */
    static final long PATIENCE = 8 << 20;

    private static final byte[] NOTHING = {};

    /** What becomes of the body; exactly one of these is called, once. */
    interface Reader {
        /**
         * All of it.
         *
         * @param bytes may hold something else, and does once this has returned
         * @param from where the body begins in them
         */
        void whole(byte[] bytes, int from, int length);

        /** More came than the limit. */
        void tooLarge();

        /** There is no memory for it now. */
        void noRoom();

        /** The client broke off. */
        void broken(Throwable cause);
    }

    /** Whether what was read is wanted. */
    enum Keep {
        ALL,
        NOTHING
    }

    private final Request request;
    private final long limit;
    private final Keep keep;
    private final Reader reader;
    private final @Nullable BodyRoom room;
    private byte[] kept = NOTHING;
    private int length;
    private long count;
    private long taken;
    private boolean full;

    private BodyReader(
            Request request, long limit, Keep keep, @Nullable BodyRoom room, Reader reader) {
        this.request = request;
        this.limit = limit;
        this.keep = keep;
        this.room = room;
        this.reader = reader;
    }

    static void read(Request request, long limit, Keep keep, Reader reader) {
        if (request.getLength() > limit + PATIENCE) {
            reader.tooLarge();
        } else {
            new BodyReader(request, limit, keep, null, reader).run();
        }
    }

    /**
     * Reads and keeps a body for which {@code room} has to have room. Whoever gets it whole gives
     * the room back when it is done with it.
     */
    static void read(Request request, long limit, BodyRoom room, Reader reader) {
        if (request.getLength() > limit + PATIENCE) {
            reader.tooLarge();
        } else {
            new BodyReader(request, limit, Keep.ALL, room, reader).run();
        }
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                giveBack();
                reader.broken(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            if (last && length == 0 && isWanted(chunk) && chunk.getByteBuffer().hasArray()) {
                handOver(chunk);
                return;
            }
            take(chunk);
            if (last || count > limit + PATIENCE) {
                finish();
                return;
            }
        }
    }

    /** Most bodies come at once: they are read where they are. */
    private void handOver(Content.Chunk chunk) {
        try {
            ByteBuffer all = chunk.getByteBuffer();
            count = all.remaining();
            if (count > limit || !hasRoom(count)) {
                finish();
            } else {
                reader.whole(all.array(), all.arrayOffset() + all.position(), all.remaining());
            }
        } finally {
            chunk.release();
        }
    }

    private boolean isWanted(Content.Chunk chunk) {
        return keep == Keep.ALL && count == 0 && chunk.hasRemaining();
    }

    private void finish() {
        if (count > limit) {
            giveBack();
            reader.tooLarge();
        } else if (full) {
            reader.noRoom();
        } else {
            reader.whole(kept, 0, length);
        }
    }

    private boolean hasRoom(long bytes) {
        if (room == null || full) {
            return !full;
        }
        if (room.take(bytes)) {
            taken += bytes;
        } else {
            giveBack();
            full = true;
        }
        return !full;
    }

    private void giveBack() {
        if (room != null) {
            room.giveBack(taken);
        }
        taken = 0;
        kept = NOTHING;
        length = 0;
    }

    private void take(Content.Chunk chunk) {
        int more = chunk.remaining();
        count += more;
        if (keep == Keep.ALL && count <= limit && hasRoom(more)) {
            if (length + more > kept.length) {
                kept = Arrays.copyOf(kept, Math.max(length + more, wantedLength()));
            }
            chunk.getByteBuffer().get(kept, length, more);
            length += more;
        }
        chunk.release();
    }

    /** Twice as much as before, and no more than will come. */
    private int wantedLength() {
        long declared = request.getLength();
        long twice = 2L * kept.length;
        return Math.toIntExact(declared < 0 ? Math.min(twice, limit) : Math.min(twice, declared));
    }
}
