package io.flaghoist.history.copy;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an environment's log into one signed file. It appears under its name when it is whole and
 * on the disk, and takes the place of no other.
 */
public final class ArchiveWriter {
    static final String HISTORY = "history";
    static final String BASE = "base";
    static final String MANIFEST = "manifest.json";
    static final String SIGNATURE = "manifest.sig";

    private final PrivateKey key;
    private final String version;
    private final InstantSource clock;

    /**
     * @param key an Ed25519 key
     * @param version of Flaghoist, for people
     */
    public ArchiveWriter(PrivateKey key, String version, InstantSource clock) {
        this.key = key;
        this.version = version;
        this.clock = clock;
    }

    /**
     * Writes the archive.
     *
     * @return what it says of itself
     * @throws CopyRefusedException when the file exists, or the history is broken or is not there;
     *     no file is left
     */
    public ArchiveManifest write(Path file, CopyOrder order, CopySource source, Progress progress)
            throws IOException, CopyRefusedException, LogUnavailableException {
        refuseExisting(file);
        Path directory = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        Path temporary = Files.createTempFile(directory, ".archive-", ".tmp");
        try {
            ArchiveManifest manifest;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary));
                    var zip = new ZipOutputStream(out)) {
                manifest = write(zip, order, source, progress);
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

    private static void refuseExisting(Path file) throws CopyRefusedException {
        if (Files.exists(file)) {
            throw new CopyRefusedException(
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
            throws IOException, CopyRefusedException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            refuseExisting(file);
        } catch (UnsupportedOperationException e) {
            Files.move(temporary, file);
        }
    }

    private ArchiveManifest write(
            ZipOutputStream zip, CopyOrder order, CopySource source, Progress progress)
            throws IOException, CopyRefusedException, LogUnavailableException {
        var chain = new ChainCheck(order);
        progress.begin("Archiving history", order.until().orElse(0));
        var entry = new Entry(zip, HISTORY);
        try {
            chain.read(source.history(), progress, (record, _) -> entry.write(record));
        } finally {
            progress.end();
        }
        ArchiveManifest.Entry history = entry.end();
        var baseEntry = new Entry(zip, BASE);
        source.base().forEach(baseEntry::write);
        ArchiveManifest.Entry base = baseEntry.end();
        chain.requireFit(base.records() > 0);
        var origin = source.origin().orElse(new CopySource.Origin("", ""));
        var manifest =
                new ArchiveManifest(
                        ArchiveManifest.FORMAT,
                        order.environment().value(),
                        point(chain.first()),
                        point(chain.last()),
                        history.records(),
                        chain.hash(),
                        clock.instant().toString(),
                        version,
                        origin.clusterId(),
                        origin.prefix(),
                        List.of(history, base));
        byte[] text = Json.write(manifest);
        put(zip, MANIFEST, text);
        put(zip, SIGNATURE, signature(text));
        return manifest;
    }

    private static ArchiveManifest.Point point(Position position) {
        return new ArchiveManifest.Point(position.epoch(), position.revision());
    }

    /** Records as an entry of the archive; they are digested on the way. */
    private static final class Entry {
        private final ZipOutputStream zip;
        private final ZipEntry entry;
        private final DigestOutputStream digesting;
        private final OutputStream out;
        private long records;

        Entry(ZipOutputStream zip, String name) throws IOException {
            this.zip = zip;
            this.entry = new ZipEntry(name);
            this.digesting = new DigestOutputStream(zip, Digests.sha256());
            this.out = new BufferedOutputStream(digesting, 64 << 10);
            zip.putNextEntry(entry);
        }

        /** Returns true, to go on. */
        boolean write(StoredRecord record) {
            try {
                RecordForm.write(record, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            records++;
            return true;
        }

        ArchiveManifest.Entry end() throws IOException {
            out.flush();
            zip.closeEntry();
            return new ArchiveManifest.Entry(
                    entry.getName(),
                    records,
                    entry.getSize(),
                    HexFormat.of().formatHex(digesting.getMessageDigest().digest()));
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private byte[] signature(byte[] text) throws CopyRefusedException {
        try {
            Signature signature = Signature.getInstance(SigningKeys.ALGORITHM);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new CopyRefusedException(
                    "The key cannot sign: it must be an Ed25519 private key.", e);
        }
    }
}
