package io.flaghoist.history.archive;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.verify.ChainCheck;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.HistoryCodec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes an environment's log into one signed file. It appears under its name when it is whole and
 * on the disk, and takes the place of no other.
 */
public final class ArchiveWriter {
    static final String HISTORY = "history";
    static final String BASE = "base";
    static final String MANIFEST = "manifest.json";
    static final String SIGNATURE = "manifest.sig";

    private static final int STEP = 512;

    private final ArchiveOrder order;
    private final PrivateKey key;
    private final InstantSource clock;

    /**
     * @param key an Ed25519 key
     */
    public ArchiveWriter(ArchiveOrder order, PrivateKey key, InstantSource clock) {
        this.order = order;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Writes the archive.
     *
     * @param base records of the config topic with the documents as they stood before the first
     *     record of {@code history}; none when that begins with revision 1
     * @return what it says of itself
     * @throws ArchiveRefusedException when the file exists, or the history is broken or is not
     *     there; no file is left
     */
    public ArchiveManifest write(
            Path file, RecordSource history, RecordSource base, Progress progress)
            throws IOException, ArchiveRefusedException, LogUnavailableException {
        refuseExisting(file);
        Path directory = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        Path temporary = Files.createTempFile(directory, ".archive-", ".tmp");
        try {
            ArchiveManifest manifest;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary));
                    var zip = new ZipOutputStream(out)) {
                manifest = write(zip, history, base, progress);
            }
            force(temporary, StandardOpenOption.WRITE);
            publish(temporary, file);
            force(directory, StandardOpenOption.READ);
            return manifest;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void refuseExisting(Path file) throws ArchiveRefusedException {
        if (Files.exists(file)) {
            throw new ArchiveRefusedException(
                    file + " exists. An archive is never overwritten: choose another name.");
        }
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    /** A link, unlike a rename, fails where there is a file by now. */
    private static void publish(Path temporary, Path file)
            throws IOException, ArchiveRefusedException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            refuseExisting(file);
        } catch (UnsupportedOperationException e) {
            Files.move(temporary, file);
        }
    }

    private ArchiveManifest write(
            ZipOutputStream zip, RecordSource history, RecordSource base, Progress progress)
            throws IOException, ArchiveRefusedException, LogUnavailableException {
        var chain = new ChainCheck(order.environment());
        progress.begin("Archiving history", order.until().orElse(0));
        ArchiveManifest.Entry historyEntry;
        try {
            historyEntry = entry(zip, HISTORY, history, chain, progress);
        } finally {
            progress.end();
        }
        ArchiveManifest.Entry baseEntry = entry(zip, BASE, base, null, Progress.NONE);
        boolean hasBase = baseEntry.records() > 0;
        Optional<String> refusal = chain.refusal(order.until(), hasBase, order.allowsBroken());
        if (refusal.isPresent()) {
            throw new ArchiveRefusedException(refusal.get());
        }
        var manifest =
                new ArchiveManifest(
                        ArchiveManifest.FORMAT,
                        order.environment().value(),
                        point(chain.first()),
                        point(chain.last()),
                        historyEntry.records(),
                        chain.hash(),
                        clock.instant().toString(),
                        order.version(),
                        order.clusterId(),
                        order.prefix(),
                        List.of(historyEntry, baseEntry));
        byte[] text = Json.write(manifest);
        put(zip, MANIFEST, text);
        put(zip, SIGNATURE, signature(text));
        return manifest;
    }

    private static ArchiveManifest.Point point(Position position) {
        return new ArchiveManifest.Point(position.epoch(), position.revision());
    }

    private ArchiveManifest.Entry entry(
            ZipOutputStream zip,
            String name,
            RecordSource source,
            @Nullable ChainCheck chain,
            Progress progress)
            throws IOException, LogUnavailableException {
        zip.putNextEntry(new ZipEntry(name));
        var hashing = new HashingStream(zip);
        var out = new BufferedOutputStream(hashing, 64 << 10);
        var records = new long[1];
        source.forEach(record -> {
            if (chain != null && isBeyond(record)) {
                return order.allowsBroken();
            }
            write(record, out);
            if (chain != null) {
                var _ = chain.take(record);
            }
            if (++records[0] % STEP == 0) {
                progress.advance(STEP);
            }
            return true;
        });
        out.flush();
        zip.closeEntry();
        return new ArchiveManifest.Entry(name, records[0], hashing.bytes(), hashing.sha256());
    }

    private static void write(StoredRecord record, OutputStream out) {
        try {
            RecordForm.write(record, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isBeyond(StoredRecord record) {
        return order.until().isPresent()
                && HistoryCodec.revision(record.content()).stream()
                        .anyMatch(revision -> revision > order.until().getAsLong());
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private byte[] signature(byte[] text) throws ArchiveRefusedException {
        try {
            Signature signature = Signature.getInstance(SigningKeys.ALGORITHM);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new ArchiveRefusedException(
                    "The key cannot sign: it must be an Ed25519 private key.", e);
        }
    }
}
