package io.flaghoist.schemas.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A run of list elements: the unit that is compressed again when one of them changes. */
final class Chunk {
    private static final byte[] COMMA = ",".getBytes(StandardCharsets.US_ASCII);

    /**
     * Maximum length; without it some sets of identifiers would make one chunk of the whole list.
     */
    private static final int MAX_MEMBERS = 128;

    private final List<Body> members;
    private final Lazy<byte[]> deflated;

    Chunk(List<Body> members) {
        this.members = List.copyOf(members);
        this.deflated = new Lazy<>(() -> Gzip.deflate(pieces()));
    }

    /**
     * Whether a chunk begins with {@code identifier}: on average every 32nd does. It depends only
     * on the identifiers, so that every edge compresses the same list to the same bytes.
     */
    static boolean beginsWith(String identifier, int membersSoFar) {
        int scattered = identifier.hashCode() * 0x9E3779B9;
        return (scattered >>> 27) == 0 || membersSoFar >= MAX_MEMBERS;
    }

    int size() {
        return members.size();
    }

    boolean holds(List<Body> others) {
        if (members.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < others.size(); i++) {
            if (members.get(i) != others.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** The members with commas between them, compressed as one part of a gzip member. */
    byte[] deflated() {
        return deflated.get();
    }

    int writeTo(byte[] target, int offset) {
        int end = offset;
        for (byte[] piece : pieces()) {
            System.arraycopy(piece, 0, target, end, piece.length);
            end += piece.length;
        }
        return end;
    }

    void update(CRC32 crc) {
        pieces().forEach(crc::update);
    }

    private List<byte[]> pieces() {
        var pieces = new ArrayList<byte[]>(2 * members.size());
        for (Body member : members) {
            if (!pieces.isEmpty()) {
                pieces.add(COMMA);
            }
            pieces.add(member.identity());
        }
        return pieces;
    }
}
