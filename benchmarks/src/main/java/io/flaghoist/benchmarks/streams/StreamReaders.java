package io.flaghoist.benchmarks.streams;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Many streams read by one thread. */
final class StreamReaders implements AutoCloseable {
    /**
     * Connections under way at once, well below what servers queue. With 256, the server behind a
     * proxy may close some of the connections that the proxy would use again.
     */
    private static final int MAX_OPENING = 64;

    /** A source address has some 28,000 ports; in TIME_WAIT they are taken for a minute. */
    private static final int STREAMS_PER_ADDRESS = 2_000;

    private static final byte[] OK = {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '2', '0', '0'};

    private final InetSocketAddress server;
    private final List<byte[]> requests;
    private final Supplier<EventScanner> scanners;
    private final PrintStream out;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final Map<Long, Readers> readers = new HashMap<>();
    private int started;
    private int opened;
    private int wanted;

    private static final class Stream {
        private final SocketChannel channel;
        private final byte[] request;
        private final EventScanner scanner;
        private boolean answered;

        Stream(SocketChannel channel, byte[] request, EventScanner scanner) {
            this.channel = channel;
            this.request = request;
            this.scanner = scanner;
        }
    }

    private static final class Readers {
        private long firstNanos;
        private int count;
    }

    StreamReaders(
            InetSocketAddress server,
            List<byte[]> requests,
            Supplier<EventScanner> scanners,
            PrintStream out)
            throws IOException {
        this.server = server;
        this.requests = requests;
        this.scanners = scanners;
        this.out = out;
        this.selector = Selector.open();
    }

    /** Opens {@code streams} and returns when the server has answered all of them. */
    void open(int streams) throws IOException {
        wanted = streams;
        while (opened < wanted) {
            while (started < wanted && started - opened < MAX_OPENING) {
                connect();
            }
            turn();
        }
    }

    /** Reads for good. */
    void read() throws IOException {
        while (true) {
            turn();
        }
    }

    private void connect() throws IOException {
        var channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
        channel.bind(new InetSocketAddress("127.0.0." + (2 + started / STREAMS_PER_ADDRESS), 0));
        channel.connect(server);
        channel.register(
                selector,
                SelectionKey.OP_CONNECT,
                new Stream(channel, requests.get(started % requests.size()), scanners.get()));
        started++;
    }

    private void turn() throws IOException {
        selector.select();
        for (var keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            var stream = (Stream) Objects.requireNonNull(key.attachment());
            if (key.isConnectable()) {
                stream.channel.finishConnect();
                send(stream);
                key.interestOps(SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                read(stream);
            }
        }
    }

    /** A request is far smaller than the empty send buffer of a new connection. */
    private static void send(Stream stream) throws IOException {
        var request = ByteBuffer.wrap(stream.request);
        stream.channel.write(request);
        if (request.hasRemaining()) {
            throw new IOException("a request did not fit into a socket's buffer");
        }
    }

    private void read(Stream stream) throws IOException {
        buffer.clear();
        if (stream.channel.read(buffer) < 0) {
            throw new IOException("the server ended a stream, with " + opened + " open");
        }
        buffer.flip();
        if (!stream.answered) {
            requireSuccess();
            stream.answered = true;
            opened++;
        }
        long event = stream.scanner.read(buffer);
        if (event > 0 && opened == wanted) {
            count(event);
        }
    }

    private void requireSuccess() throws IOException {
        for (int i = 0; i < OK.length; i++) {
            if (buffer.remaining() <= i || buffer.get(i) != OK[i]) {
                throw new IOException(
                        "a stream was refused: " + StandardCharsets.US_ASCII.decode(buffer));
            }
        }
    }

    private void count(long event) {
        Readers of = readers.computeIfAbsent(event, _ -> new Readers());
        if (of.count == 0) {
            of.firstNanos = System.nanoTime();
        }
        of.count++;
        if (of.count == wanted) {
            long lastNanos = System.nanoTime();
            readers.remove(event);
            out.println(CrowdProcess.ALL + event + " " + of.firstNanos + " " + lastNanos);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
