package io.flaghoist.edge.http;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;
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

    /** Receives a body. */
    interface Receiver {
        /**
         * Called once, with all of it.
         *
         * @param bytes begin with the body, and belong to the callee
         */
        void whole(byte[] bytes, int length);
    }

    private final Exchange exchange;
    private final long limit;
    private final @Nullable Semaphore room;
    private final @Nullable Receiver receiver;
    private final @Nullable Runnable discarded;
    private byte[] kept = NOTHING;
    private int length;
    private long count;
    private int taken;
    private boolean full;

    private BodyReader(
            Exchange exchange,
            long limit,
            @Nullable Semaphore room,
            @Nullable Receiver receiver,
            @Nullable Runnable discarded) {
        this.exchange = exchange;
        this.limit = limit;
        this.room = room;
        this.receiver = receiver;
        this.discarded = discarded;
    }

    /** Reads and discards the body, then runs {@code answer}. */
    static void discard(Exchange exchange, Runnable answer) {
        new BodyReader(exchange, 0, null, null, answer).begin();
    }

    /** Reads a body; answers with 413 if it is larger than {@code limit} bytes. */
    static void read(Exchange exchange, long limit, Receiver receiver) {
        new BodyReader(exchange, limit, null, receiver, null).begin();
    }

    /**
     * As {@link #read(Exchange, long, Receiver)}, within {@code room}, whose permits are bytes: the
     * receiver releases them. Without room the answer is 500.
     */
    static void read(Exchange exchange, long limit, Semaphore room, Receiver receiver) {
        new BodyReader(exchange, limit, room, receiver, null).begin();
    }

    private void begin() {
        if (exchange.request().getLength() > limit + PATIENCE) {
            reject();
        } else {
            run();
        }
    }

    private void reject() {
        if (discarded != null) {
            discarded.run();
        } else {
            exchange.tooLarge(limit);
        }
    }

    @Override
    public void run() {
        boolean going = true;
        while (going) {
            Content.Chunk chunk = exchange.request().read();
            if (chunk == null) {
                exchange.request().demand(this);
                return;
            }
            going = goesOn(chunk);
        }
    }

    private boolean goesOn(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            giveBack();
            exchange.callback().failed(chunk.getFailure());
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
        if (receiver == null || count > limit) {
            giveBack();
            reject();
        } else if (full) {
            exchange.notNow(500, "this edge is reading too many bodies at once");
        } else {
            receiver.whole(kept, length);
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
        if (receiver != null && count <= limit && hasRoom(more)) {
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
        long declared = exchange.request().getLength();
        long twice = 2L * kept.length;
        return Math.toIntExact(Math.min(twice, declared < 0 ? limit : declared));
    }
}
