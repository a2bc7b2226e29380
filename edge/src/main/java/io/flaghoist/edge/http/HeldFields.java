package io.flaghoist.edge.http;

import io.flaghoist.follower.ProofExceptions;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.record.HeartbeatException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * The header with documents that differ from SaaS: {@code flag/a, segment/b, +3}, where the number
 * counts documents that do not fit. Encoded once. Immutable.
 */
final class HeldFields {
    static final String NAME = "Flaghoist-Held";

    /** Maximum length of the value without the number at its end. */
    private static final int MAX_LENGTH = 4_000;

    private final ProofExceptions exceptions;
    private final @Nullable HttpField flags;
    private final @Nullable HttpField segments;
    private final @Nullable HttpField all;

    HeldFields(ProofExceptions exceptions) {
        this.exceptions = exceptions;
        this.flags = field(Set.of(Domain.FLAG));
        this.segments = field(Set.of(Domain.SEGMENT));
        this.all = field(Set.of(Domain.FLAG, Domain.SEGMENT));
    }

    @SuppressWarnings("ReferenceEquality") // called per request; compares identity on purpose
    boolean isOf(ProofExceptions other) {
        return exceptions == other;
    }

    @Nullable HttpField flags() {
        return flags;
    }

    @Nullable HttpField segments() {
        return segments;
    }

    /** Flags and target groups. */
    @Nullable HttpField all() {
        return all;
    }

    /** For one document; null if it is not an exception. */
    @Nullable HttpField one(Domain domain, String identifier) {
        for (HeartbeatException exception : exceptions.named()) {
            if (exception.key().domain() == domain
                    && exception.key().identifier().equals(identifier)) {
                return new HttpField(NAME, name(exception));
            }
        }
        int unnamed = exceptions.unnamed();
        return unnamed == 0 ? null : new HttpField(NAME, "+" + unnamed); // it may be one of these
    }

    private @Nullable HttpField field(Set<Domain> domains) {
        var value = new StringBuilder();
        int more = exceptions.unnamed();
        for (HeartbeatException exception : exceptions.named()) {
            if (domains.contains(exception.key().domain())) {
                String name = name(exception);
                if (value.length() + name.length() > MAX_LENGTH) {
                    more++;
                } else {
                    separate(value).append(name);
                }
            }
        }
        if (more > 0) {
            separate(value).append('+').append(more);
        }
        return value.isEmpty() ? null : new PreEncodedHttpField(NAME, value.toString());
    }

    private static StringBuilder separate(StringBuilder value) {
        return value.isEmpty() ? value : value.append(", ");
    }

    /** Identifiers may contain characters that are not allowed in a header list. */
    private static String name(HeartbeatException exception) {
        var name = new StringBuilder(exception.key().domain().word()).append('/');
        for (byte b : exception.key().identifier().getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                name.append((char) b);
            } else {
                name.append("%%%02X".formatted(b & 0xff));
            }
        }
        return name.toString();
    }

    private static boolean isPlain(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || "-_.~@:".indexOf(b) >= 0;
    }
}
