package io.flaghoist.testkit.fault;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Carries the bytes of one connection one way. Reading and writing are two threads with a bounded
 * queue between them, so that latency delays bytes without making them fewer: a full queue stops
 * reading, and TCP slows the sender down.
 */
final class Pump {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int MAX_CHUNKS = 256;

    private final Socket from;
    private final Socket to;
    private final Faults faults;
    private final Runnable onCut;
    private final BlockingQueue<Chunk> onTheWay = new ArrayBlockingQueue<>(MAX_CHUNKS);

    /** {@code onCut} ends the whole connection, and with it this pump. */
    Pump(Socket from, Socket to, Faults faults, Runnable onCut) {
        this.from = from;
        this.to = to;
        this.faults = faults;
        this.onCut = onCut;
    }

    /** Reads until the sender has ended; runs on a thread of its own. */
    void read() {
        try {
            var in = from.getInputStream();
            var buffer = new byte[CHUNK_BYTES];
            for (int length = in.read(buffer); length != -1; length = in.read(buffer)) {
                onTheWay.put(new Chunk(Arrays.copyOf(buffer, length), false, due()));
            }
            onTheWay.put(new Chunk(new byte[0], true, due()));
        } catch (IOException e) {
            onCut.run(); // The sender has reset, and the receiver is to see it so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes until the last byte is out; runs on a thread of its own. */
    void write() {
        try {
            var chunk = onTheWay.take();
            while (!chunk.isLast()) {
                awaitDue(chunk);
                int passing = faults.pass(chunk.bytes(), chunk.bytes().length);
                to.getOutputStream().write(chunk.bytes(), 0, passing);
                if (passing < chunk.bytes().length) {
                    onCut.run();
                    return;
                }
                chunk = onTheWay.take();
            }
            awaitDue(chunk);
            to.shutdownOutput();
        } catch (IOException e) {
            onCut.run(); // The receiver has reset.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long due() {
        return System.nanoTime() + faults.latency().toNanos();
    }

    private void awaitDue(Chunk chunk) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(chunk.dueNanos() - System.nanoTime());
        faults.awaitThawed();
    }

    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
    private record Chunk(byte[] bytes, boolean isLast, long dueNanos) {}
}
