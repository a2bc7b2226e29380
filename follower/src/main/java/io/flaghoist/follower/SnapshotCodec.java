package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Documents;
import io.flaghoist.schemas.document.UnreadableDocumentException;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.Entry;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.HeartbeatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as bytes: magic and version, origin, position, proof, documents, remembered removals,
 * and a CRC-32C over it all. Documents are folded in the same way as from the log. Snapshots of the
 * previous version can be read: they have no proof, and their documents are served under upstream's
 * versions.
 */
final class SnapshotCodec {
    private static final int BEFORE = 0x46_48_53_31; // "FHS1"
    private static final int MAGIC = 0x46_48_53_33; // "FHS3"
    private static final int TRAILER = Long.BYTES;

    private SnapshotCodec() {}

    static byte[] encode(Snapshot snapshot) {
        var bytes = new ByteArrayOutputStream(1 << 16);
        try (var out = new DataOutputStream(bytes)) {
            EnvironmentImage image = snapshot.image();
            out.writeInt(MAGIC);
            out.writeUTF(image.environment().value());
            out.writeUTF(snapshot.origin().clusterId());
            out.writeUTF(snapshot.origin().topicId());
            out.writeLong(snapshot.offset());
            out.writeLong(snapshot.asOf().toEpochMilli());
            write(out, image.position());
            out.writeUTF(image.digest().text());
            out.writeLong(image.completeSince());
            writeProof(out, snapshot.proof());
            writeEntries(out, image.entries());
            writeRemovals(out, image.removals());
            out.flush();
            out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a snapshot back.
     *
     * @throws IOException when the bytes are damaged or of another version; the message says which
     */
    static Snapshot decode(byte[] bytes) throws IOException {
        int length = bytes.length - TRAILER;
        if (length < Integer.BYTES) {
            throw new IOException("it is cut short");
        }
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        int magic = in.readInt();
        if (magic != MAGIC && magic != BEFORE) {
            throw new IOException("it is no snapshot of this version");
        }
        boolean isOld = magic == BEFORE;
        if (checksum(bytes, length) != trailer(bytes, length)) {
            throw new IOException("its checksum is wrong");
        }
        EnvironmentId environment = new EnvironmentId(in.readUTF());
        var origin = new Snapshot.Origin(in.readUTF(), in.readUTF());
        long offset = in.readLong();
        Instant asOf = Instant.ofEpochMilli(in.readLong());
        Position position = readPosition(in);
        String digest = in.readUTF();
        long completeSince = isOld ? 0 : in.readLong();
        Proof.Saved proof = isOld ? null : readProof(in);
        List<Change> changes = readEntries(in, isOld);
        changes.addAll(readRemovals(in, isOld));
        EnvironmentImage image =
                EnvironmentDelta.imageOf(environment, changes)
                        .atPosition(position)
                        .completeSince(completeSince);
        if (!image.digest().text().equals(digest) || !image.position().equals(position)) {
            throw new IOException("its documents do not add up to its digest");
        }
        return new Snapshot(image, origin, offset, asOf, proof);
    }

    private static void writeProof(DataOutputStream out, Proof.@Nullable Saved proof)
            throws IOException {
        out.writeBoolean(proof != null);
        if (proof != null) {
            out.writeLong(proof.epoch());
            out.writeLong(proof.sequence());
            out.writeLong(proof.revision());
            out.writeLong(proof.provenAtMillis());
            out.writeLong(proof.savedAtMillis());
            writeExceptions(out, proof.exceptions());
        }
    }

    private static Proof.@Nullable Saved readProof(DataInputStream in) throws IOException {
        return in.readBoolean()
                ? new Proof.Saved(
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        readExceptions(in))
                : null;
    }

    private static void writeExceptions(DataOutputStream out, ProofExceptions exceptions)
            throws IOException {
        out.writeInt(exceptions.count());
        out.writeInt(exceptions.named().size());
        for (HeartbeatException exception : exceptions.named()) {
            out.writeUTF(exception.key().text());
            out.writeUTF(exception.kind().word());
            out.writeUTF(exception.reason());
        }
    }

    private static ProofExceptions readExceptions(DataInputStream in) throws IOException {
        int count = in.readInt();
        int named = in.readInt();
        var exceptions = new ArrayList<HeartbeatException>(named);
        for (int i = 0; i < named; i++) {
            exceptions.add(
                    new HeartbeatException(
                            readKey(in),
                            HeartbeatException.Kind.require(in.readUTF()),
                            in.readUTF()));
        }
        return new ProofExceptions(exceptions, count);
    }

    private static void writeEntries(DataOutputStream out, List<Entry<? extends Document>> entries)
            throws IOException {
        out.writeInt(entries.size());
        for (Entry<? extends Document> entry : entries) {
            out.writeUTF(entry.document().key().text());
            write(out, entry.position());
            out.writeLong(entry.observedAtMillis());
            out.writeLong(entry.document().upstreamVersion());
            byte[] body = entry.document().body().utf8();
            out.writeInt(body.length);
            out.write(body);
        }
    }

    private static List<Change> readEntries(DataInputStream in, boolean isOld) throws IOException {
        int count = in.readInt();
        var changes = new ArrayList<Change>(count);
        for (int i = 0; i < count; i++) {
            DocumentKey key = readKey(in);
            Position position = readPosition(in);
            long observedAtMillis = in.readLong();
            OptionalLong upstreamVersion =
                    isOld ? OptionalLong.empty() : OptionalLong.of(in.readLong());
            byte[] body = in.readNBytes(in.readInt());
            try {
                changes.add(
                        new Change.Saved(
                                position,
                                observedAtMillis,
                                Documents.read(key, body, upstreamVersion)));
            } catch (UnreadableDocumentException e) {
                throw new IOException("one of its documents cannot be read", e);
            }
        }
        return changes;
    }

    private static void writeRemovals(DataOutputStream out, List<Change.Removed> removals)
            throws IOException {
        out.writeInt(removals.size());
        for (Change.Removed removed : removals) {
            out.writeUTF(removed.key().text());
            write(out, removed.position());
            out.writeLong(removed.observedAtMillis());
            out.writeLong(removed.lastServed());
        }
    }

    private static List<Change> readRemovals(DataInputStream in, boolean isOld) throws IOException {
        int count = in.readInt();
        var changes = new ArrayList<Change>(count);
        for (int i = 0; i < count; i++) {
            DocumentKey key = readKey(in);
            changes.add(
                    new Change.Removed(
                            readPosition(in), in.readLong(), key, isOld ? 0 : in.readLong()));
        }
        return changes;
    }

    private static DocumentKey readKey(DataInputStream in) throws IOException {
        return DocumentKey.parse(in.readUTF())
                .orElseThrow(() -> new IOException("one of its keys names no document"));
    }

    private static void write(DataOutputStream out, Position position) throws IOException {
        out.writeLong(position.epoch());
        out.writeLong(position.revision());
    }

    private static Position readPosition(DataInputStream in) throws IOException {
        return new Position(in.readLong(), in.readLong());
    }

    private static long checksum(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    private static long trailer(byte[] bytes, int offset) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, offset, TRAILER))) {
            return in.readLong();
        }
    }
}
