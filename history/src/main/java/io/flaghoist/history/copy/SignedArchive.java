package io.flaghoist.history.copy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.RecordVisitor;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An archive whose signature and content were checked before anything of it can be had. Nothing is
 * unpacked to the disk, and no more is unpacked than the signed manifest says there is.
 */
public final class SignedArchive implements AutoCloseable {
    private static final int MAX_MANIFEST = 64 << 10;
    private static final int MAX_SIGNATURE = 1 << 10;
    private static final Set<String> NAMES =
            Set.of(
                    ArchiveWriter.HISTORY,
                    ArchiveWriter.BASE,
                    ArchiveWriter.MANIFEST,
                    ArchiveWriter.SIGNATURE);

    private final Path file;
    private final ZipFile zip;
    private final ArchiveManifest manifest;

    /** Checks all of it. */
    private SignedArchive(Path file, ZipFile zip, PublicKey key)
            throws IOException, CopyRefusedException {
        this.file = file;
        this.zip = zip;
        this.manifest = readManifest(key);
        check();
    }

    /**
     * Opens an archive and checks it whole.
     *
     * @param key of whom it must be signed by
     * @throws CopyRefusedException when it is not what that signer signed
     */
    public static SignedArchive open(Path file, PublicKey key)
            throws IOException, CopyRefusedException {
        ZipFile zip = zip(file);
        try {
            return new SignedArchive(file, zip, key);
        } catch (ZipException e) {
            zip.close();
            throw damaged(file, e);
        } catch (IOException | CopyRefusedException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile zip(Path file) throws IOException, CopyRefusedException {
        try {
            return new ZipFile(file.toFile());
        } catch (NoSuchFileException e) {
            throw new CopyRefusedException("There is no archive " + file + ".", e);
        } catch (ZipException e) {
            throw damaged(file, e);
        }
    }

    private static CopyRefusedException damaged(Path file, Exception e) {
        return new CopyRefusedException(
                "%s is no whole ZIP file (%s): it was cut short or damaged. Fetch it again from where it is kept."
                        .formatted(file, e.getMessage()),
                e);
    }

    private ArchiveManifest readManifest(PublicKey key) throws IOException, CopyRefusedException {
        checkNames();
        byte[] text = small(ArchiveWriter.MANIFEST, MAX_MANIFEST);
        byte[] signature = small(ArchiveWriter.SIGNATURE, MAX_SIGNATURE);
        if (!isSigned(text, signature, key)) {
            throw new CopyRefusedException(
                    "%s is not signed by this key: it was altered, or somebody else signed it. Ask for the signer's public key, and do not use the archive before it fits."
                            .formatted(file));
        }
        try {
            JsonNode tree = Json.read(text);
            int format = tree.path("format").asInt();
            if (format != ArchiveManifest.FORMAT) {
                throw new CopyRefusedException(
                        "%s has format %d, written by Flaghoist %s; this version reads format %d. Use that version or a later one."
                                .formatted(
                                        file,
                                        format,
                                        tree.path("createdBy").asText("?"),
                                        ArchiveManifest.FORMAT));
            }
            return Json.bind(tree, ArchiveManifest.class);
        } catch (JsonProcessingException e) {
            throw new CopyRefusedException(file + " has a manifest that is none.", e);
        }
    }

    /** Only what we know is ever read, and no name is ever used as a path; others are a trick. */
    private void checkNames() throws CopyRefusedException {
        var seen = new HashSet<String>();
        for (ZipEntry entry :
                (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
            if (!NAMES.contains(entry.getName()) || !seen.add(entry.getName())) {
                throw new CopyRefusedException(
                        "%s holds an entry that is none of an archive's, or one twice. It is not one that Flaghoist wrote."
                                .formatted(file));
            }
        }
        for (String name : List.of(ArchiveWriter.MANIFEST, ArchiveWriter.SIGNATURE)) {
            if (!seen.contains(name)) {
                throw missing(name);
            }
        }
    }

    private CopyRefusedException missing(String name) {
        return new CopyRefusedException(
                "%s lacks its entry '%s': it is no archive, or somebody took it out. Fetch it again from where it is kept."
                        .formatted(file, name));
    }

    private byte[] small(String name, int most) throws IOException, CopyRefusedException {
        try (InputStream in = stream(name)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new CopyRefusedException(
                        "%s has an entry '%s' of more than %d bytes: it is not one that Flaghoist wrote."
                                .formatted(file, name, most));
            }
            return content;
        }
    }

    private InputStream stream(String name) throws IOException, CopyRefusedException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw missing(name);
        }
        return zip.getInputStream(entry);
    }

    private static boolean isSigned(byte[] text, byte[] signed, PublicKey key) {
        try {
            Signature signature = Signature.getInstance(SigningKeys.ALGORITHM);
            signature.initVerify(key);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private void check() throws IOException, CopyRefusedException {
        if (!EnvironmentId.isValid(manifest.environment())) {
            throw new CopyRefusedException(file + " is of an environment that cannot be.");
        }
        for (String name : List.of(ArchiveWriter.HISTORY, ArchiveWriter.BASE)) {
            ArchiveManifest.Entry entry = manifest.entry(name).orElseThrow(() -> missing(name));
            try (InputStream in = stream(name)) {
                if (!sha256(in, entry.bytes()).equals(Optional.of(entry.sha256()))) {
                    throw new CopyRefusedException(
                            "%s was altered: its entry '%s' is not what was signed. Fetch it again from where it is kept."
                                    .formatted(file, name));
                }
            }
        }
    }

    /** The hash of exactly {@code bytes} bytes; empty when there are more or fewer. */
    private static Optional<String> sha256(InputStream in, long bytes) throws IOException {
        MessageDigest digest = Digests.sha256();
        var buffer = new byte[64 << 10];
        long left = bytes;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            left -= read;
            if (left < 0) {
                return Optional.empty();
            }
            digest.update(buffer, 0, read);
        }
        return left == 0
                ? Optional.of(HexFormat.of().formatHex(digest.digest()))
                : Optional.empty();
    }

    public ArchiveManifest manifest() {
        return manifest;
    }

    public EnvironmentId environment() {
        return new EnvironmentId(manifest.environment());
    }

    /** The history, each record where it lay when it was archived. */
    public RecordSource history() {
        return visitor -> read(ArchiveWriter.HISTORY, visitor);
    }

    /** The documents as they stood before it. */
    public RecordSource base() {
        return visitor -> read(ArchiveWriter.BASE, visitor);
    }

    private void read(String name, RecordVisitor visitor) throws LogUnavailableException {
        try (var in = new BufferedInputStream(stream(name), 64 << 10)) {
            Optional<StoredRecord> record = RecordForm.read(in);
            while (record.isPresent() && visitor.visit(record.get())) {
                record = RecordForm.read(in);
            }
        } catch (IOException | CopyRefusedException e) {
            throw new LogUnavailableException(
                    "%s cannot be read any more: %s. Was it replaced meanwhile?"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
