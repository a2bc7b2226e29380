package io.flaghoist.edge.http;

import java.io.ByteArrayOutputStream;
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

    /** What becomes of the body; exactly one of these is called, once. */
    interface Reader {
        void whole(byte[] body);

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
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
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
            boolean last = take(chunk);
            if (last || count > limit + PATIENCE) {
                finish();
                return;
            }
        }
    }

    private void finish() {
        if (count > limit) {
            giveBack();
            reader.tooLarge();
        } else if (full) {
            reader.noRoom();
        } else {
            reader.whole(kept.toByteArray());
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
        kept.reset();
    }

    private boolean take(Content.Chunk chunk) {
        count += chunk.remaining();
        if (keep == Keep.ALL && count <= limit && hasRoom(chunk.remaining())) {
            byte[] bytes = new byte[chunk.remaining()];
            chunk.getByteBuffer().get(bytes);
            kept.writeBytes(bytes);
        }
        boolean last = chunk.isLast();
        chunk.release();
        return last;
    }
}
