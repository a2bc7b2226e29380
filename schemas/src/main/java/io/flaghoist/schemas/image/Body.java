package io.flaghoist.schemas.image;

import io.flaghoist.schemas.json.CanonicalJson;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A response body, plain and gzip, each encoded on first use and then shared by all requests at
 * this revision. The same content has the same bytes and tags on every edge. Thread-safe; do not
 * write to the arrays.
 */
public final class Body {
    /** Smaller bodies are not compressed. */
    private static final int MIN_COMPRESSED_SIZE = 512;

    private final int size;
    private final String etag;
    private final String gzipEtag;
    private final Lazy<byte[]> identity;
    private final @Nullable Lazy<byte[]> gzip;

    private Body(int size, String tag, Supplier<byte[]> identity, Supplier<byte[]> gzip) {
        this.size = size;
        this.etag = '"' + tag + '"';
        this.gzipEtag = '"' + tag + "-gzip\"";
        this.identity = new Lazy<>(identity);
        this.gzip = size < MIN_COMPRESSED_SIZE ? null : new Lazy<>(gzip);
    }

    /** The body of one document. */
    static Body of(CanonicalJson json) {
        return new Body(
                json.size(), json.sha256().substring(0, 32), json::utf8, () -> gzip(json.utf8()));
    }

    /** A body with custom encoders. */
    static Body of(int size, String tag, Supplier<byte[]> identity, Supplier<byte[]> gzip) {
        return new Body(size, tag, identity, gzip);
    }

    private static byte[] gzip(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        List<byte[]> whole = List.of(bytes);
        return Gzip.member(bytes.length, List.of(Gzip.deflate(whole)), crc);
    }

    /** Length of {@link #identity()} in bytes, known without encoding. */
    public int size() {
        return size;
    }

    /** The JSON text, UTF-8. */
    public byte[] identity() {
        return identity.get();
    }

    /** The same as one gzip member; null for small bodies. */
    public byte @Nullable [] gzip() {
        return gzip == null ? null : gzip.get();
    }

    /** Strong entity tag of {@link #identity()}, with its quotes. */
    public String etag() {
        return etag;
    }

    /** Strong entity tag of {@link #gzip()}, with its quotes. */
    public String gzipEtag() {
        return gzipEtag;
    }
}
