package io.flaghoist.edge.http;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
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
         * @param bytes begin with the body, and belong to the callee
         */
        void whole(byte[] bytes, int length);

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
    private final @Nullable Semaphore room;
    private byte[] kept = NOTHING;
    private int length;
    private long count;
    private int taken;
    private boolean full;

    private BodyReader(
            Request request, long limit, Keep keep, @Nullable Semaphore room, Reader reader) {
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
     * Reads and keeps a body within {@code room}, whose permits are bytes. The reader that gets it
     * whole releases them.
     */
    static void read(Request request, long limit, Semaphore room, Reader reader) {
        if (request.getLength() > limit + PATIENCE) {
            reader.tooLarge();
        } else {
            new BodyReader(request, limit, Keep.ALL, room, reader).run();
        }
    }

    @Override
    public void run() {
        boolean going = true;
        while (going) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            going = goesOn(chunk);
        }
    }

    private boolean goesOn(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            giveBack();
            reader.broken(chunk.getFailure());
            return false;
        }
        boolean last = chunk.isLast();
        take(chunk);
        if (last || count > limit + PATIENCE) {
            finish();
            return false;
        }
        return true;
    }

    private void finish() {
        if (count > limit) {
            giveBack();
            reader.tooLarge();
        } else if (full) {
            reader.noRoom();
        } else {
            reader.whole(kept, length);
        }
    }

    private boolean hasRoom(int bytes) {
        if (room == null || full) {
            return !full;
        }
        if (room.tryAcquire(bytes)) {
            taken += bytes;
        } else {
            giveBack();
            full = true;
        }
        return !full;
    }

    private void giveBack() {
        if (room != null) {
            room.release(taken);
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
        return Math.toIntExact(Math.min(twice, declared < 0 ? limit : declared));
    }
}
