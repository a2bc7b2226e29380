package io.flaghoist.schemas.image;

import io.flaghoist.schemas.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The responses for single documents and for the list, sorted by identifier. A changed list shares
 * unchanged parts with the previous one, including compressed chunks. Immutable.
 */
final class ServedList {
    private static final byte[] OPEN = "[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMA = ",".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "]".getBytes(StandardCharsets.US_ASCII);

    static final ServedList EMPTY =
            new ServedList(SortedByIdentifier.empty(), List.of(), LiveDigest.EMPTY);

    private final SortedByIdentifier<Body> bodies;
    private final List<Chunk> chunks;
    private final LiveDigest digest;
    private final Body list;

    private ServedList(SortedByIdentifier<Body> bodies, List<Chunk> chunks, LiveDigest digest) {
        this.bodies = bodies;
        this.chunks = chunks;
        this.digest = digest;
        int size = sizeOf(bodies);
        this.list = Body.of(size, digest.text(), () -> identity(size), () -> gzip(size));
    }

    /** This list with {@code changes} applied; empty removes. */
    ServedList with(SortedMap<String, Optional<CanonicalJson>> changes) {
        if (changes.isEmpty()) {
            return this;
        }
        var changedBodies = new TreeMap<String, Optional<Body>>();
        LiveDigest changedDigest = digest;
        for (Map.Entry<String, Optional<CanonicalJson>> change : changes.entrySet()) {
            String identifier = change.getKey();
            Body before = bodies.get(identifier);
            Optional<Body> after = change.getValue().map(Body::of);
            if (before != null) {
                changedDigest = changedDigest.without(identifier, before.etag());
            }
            if (after.isPresent()) {
                changedDigest = changedDigest.with(identifier, after.get().etag());
            }
            changedBodies.put(identifier, after);
        }
        SortedByIdentifier<Body> merged = bodies.with(changedBodies);
        return new ServedList(merged, chunk(merged), changedDigest);
    }

    @Nullable Body get(String identifier) {
        return bodies.get(identifier);
    }

    /** The JSON array of all documents. */
    Body list() {
        return list;
    }

    /** Splits {@code merged} into chunks, reusing unchanged chunks of this list. */
    private List<Chunk> chunk(SortedByIdentifier<Body> merged) {
        var known = new HashMap<Body, Chunk>();
        int member = 0;
        for (Chunk chunk : chunks) {
            known.put(bodies.value(member), chunk);
            member += chunk.size();
        }
        var cut = new ArrayList<Chunk>();
        int start = 0;
        for (int i = 1; i <= merged.size(); i++) {
            if (i == merged.size() || Chunk.beginsWith(merged.identifier(i), i - start)) {
                List<Body> run = merged.values().subList(start, i);
                Chunk same = known.get(run.getFirst());
                cut.add(same != null && same.holds(run) ? same : new Chunk(run));
                start = i;
            }
        }
        return cut;
    }

    private static int sizeOf(SortedByIdentifier<Body> bodies) {
        int size = OPEN.length + CLOSE.length + Math.max(0, bodies.size() - 1);
        for (Body body : bodies.values()) {
            size = Math.addExact(size, body.size());
        }
        return size;
    }

    private byte[] identity(int size) {
        byte[] whole = new byte[size];
        whole[0] = OPEN[0];
        int end = 1;
        for (Chunk chunk : chunks) {
            if (end > 1) {
                whole[end++] = COMMA[0];
            }
            end = chunk.writeTo(whole, end);
        }
        whole[end] = CLOSE[0];
        return whole;
    }

    private byte[] gzip(int size) {
        var parts = new ArrayList<byte[]>(2 * chunks.size() + 2);
        var crc = new CRC32();
        byte[] before = OPEN;
        for (Chunk chunk : chunks) {
            parts.add(Gzip.stored(before));
            crc.update(before);
            parts.add(chunk.deflated());
            chunk.update(crc);
            before = COMMA;
        }
        if (chunks.isEmpty()) {
            parts.add(Gzip.stored(OPEN));
            crc.update(OPEN);
        }
        parts.add(Gzip.stored(CLOSE));
        crc.update(CLOSE);
        return Gzip.member(size, parts, crc);
    }
}
