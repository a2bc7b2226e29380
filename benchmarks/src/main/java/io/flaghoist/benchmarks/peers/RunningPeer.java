package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.http.Load;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/** A {@link Peer} whose processes run. For one thread. */
interface RunningPeer extends AutoCloseable {
    /**
     * What an SDK sends to open its stream.
     *
     * @param request whole
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record StreamRequest(InetSocketAddress server, byte[] request) {}

    /** What an SDK asks to read all flags. */
    record Read(URI target, Load load) {}

    /** When what it stores in was up, by {@link System#nanoTime()}, and its own start began. */
    long storeReadyNanos();

    /**
     * Checks that all processes run.
     *
     * @throws IOException naming one that has ended, with its last words
     */
    void requireAlive() throws IOException;

    /**
     * Logs in as an SDK does.
     *
     * @throws IOException when it is not ready for that
     */
    StreamRequest stream() throws IOException, InterruptedException;

    /** A read of all flags, logged in. */
    Read read() throws IOException, InterruptedException;

    /** Changes a flag where the system learns of it; returns when the change is made. */
    void change(int flag) throws IOException;

    /** All of its processes, by name. */
    Map<String, Long> pids();

    /** Ends all of its processes. */
    @Override
    void close();
}
