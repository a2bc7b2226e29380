package io.flaghoist.history.past;

import io.flaghoist.history.log.LogIdentity;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Documents;
import io.flaghoist.schemas.document.UnreadableDocumentException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A state as a file: compressed, with the checksum that gzip brings.
 *
 * @param chainHash of the history record at the state's revision: where it differs, this is the
 *     state of another past
 */
record KeptState(LogIdentity identity, String chainHash, PastState state) {
    private static final int MAGIC = 0x46480001; // "FH", version 1

    byte[] encode() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new GZIPOutputStream(bytes))) {
            out.writeInt(MAGIC);
            out.writeUTF(identity.clusterId());
            out.writeUTF(identity.topicId());
            out.writeUTF(chainHash);
            out.writeUTF(state.environment().value());
            write(out, state.position());
            out.writeInt(state.documents().size());
            for (PastDocument it : state.all()) {
                byte[] body = it.document().body().utf8();
                out.writeUTF(it.document().key().text());
                write(out, it.since().orElse(Position.START));
                out.writeInt(body.length);
                out.write(body);
            }
        }
        return bytes.toByteArray();
    }

    static KeptState decode(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("it is of another version");
            }
            var identity = new LogIdentity(in.readUTF(), in.readUTF());
            String chainHash = in.readUTF();
            var environment = new EnvironmentId(in.readUTF());
            Position position = readPosition(in);
            var documents = new HashMap<DocumentKey, PastDocument>();
            for (int left = in.readInt(); left > 0; left--) {
                PastDocument it = document(in);
                documents.put(it.document().key(), it);
            }
            if (in.read() != -1) { // reading to the end is what compares gzip's checksum
                throw new IOException("it has content after its end");
            }
            return new KeptState(
                    identity, chainHash, new PastState(environment, position, documents));
        } catch (UnreadableDocumentException | IllegalArgumentException e) {
            throw new IOException("one of its documents cannot be read", e);
        }
    }

    private static PastDocument document(DataInputStream in)
            throws IOException, UnreadableDocumentException {
        DocumentKey key =
                DocumentKey.parse(in.readUTF())
                        .orElseThrow(() -> new IOException("one of its keys names no document"));
        Position since = readPosition(in);
        byte[] body = in.readNBytes(in.readInt());
        return new PastDocument(
                Documents.read(key, body),
                since.equals(Position.START) ? Optional.empty() : Optional.of(since));
    }

    private static void write(DataOutputStream out, Position position) throws IOException {
        out.writeLong(position.epoch());
        out.writeLong(position.revision());
    }

    private static Position readPosition(DataInputStream in) throws IOException {
        return new Position(in.readLong(), in.readLong());
    }
}
