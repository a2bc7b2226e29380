package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The metrics posts that an environment received. Bounded to {@value #MAX_POSTS} posts and {@value
 * #MAX_BYTES} bytes; beyond that the oldest are dropped and counted. Thread-safe.
 */
public final class MetricsInbox {
    static final int MAX_POSTS = 1_000;
    static final long MAX_BYTES = 64L << 20;

    /**
     * One accepted post.
     *
     * @param receivedAt epoch milliseconds
     * @param headers the {@code Harness-…} headers as sent
     * @param payload the body; treat as immutable
     * @param bytes size of the body
     */
    public record Post(
            long receivedAt, Map<String, String> headers, ObjectNode payload, int bytes) {
        public Post {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * What the inbox holds at one moment.
     *
     * @param received all posts since the start or the last clearing
     * @param dropped how many of them are no longer in {@code posts}
     * @param posts oldest first
     */
    public record Snapshot(long received, long dropped, List<Post> posts) {
        public Snapshot {
            posts = List.copyOf(posts);
        }
    }

    private final Deque<Post> posts = new ArrayDeque<>();
    private long received;
    private long dropped;
    private long heldBytes;

    MetricsInbox() {}

    public synchronized void add(Post post) {
        received++;
        posts.addLast(post);
        heldBytes += post.bytes();
        while (posts.size() > MAX_POSTS || heldBytes > MAX_BYTES) {
            heldBytes -= posts.removeFirst().bytes();
            dropped++;
        }
    }

    public synchronized Snapshot snapshot() {
        return new Snapshot(received, dropped, List.copyOf(posts));
    }

    public synchronized void clear() {
        posts.clear();
        received = 0;
        dropped = 0;
        heldBytes = 0;
    }
}
