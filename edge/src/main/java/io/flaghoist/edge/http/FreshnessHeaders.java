package io.flaghoist.edge.http;

import io.flaghoist.follower.FollowerView;
import io.flaghoist.follower.Freshness;
import io.flaghoist.follower.ProofExceptions;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.Domain;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * Freshness headers of responses: revision, maximum age, and exceptions (README.md, "Freshness of
 * responses"). Fields are encoded once per revision and second. Thread-safe.
 */
public final class FreshnessHeaders {
    static final String REVISION = "Flaghoist-Revision";
    static final String AGE = "Flaghoist-Age";
    static final String STALE = "Flaghoist-Stale";

    private static final HttpField UNPROVEN = new PreEncodedHttpField(AGE, "unproven");
    private static final HttpField IS_STALE = new PreEncodedHttpField(STALE, "true");
    private static final HttpField[] AGES = ages(121);
    private static final long NANOS = 1_000_000_000;

    private final FollowerView follower;
    private final boolean enabled;
    private final ConcurrentMap<EnvironmentId, Revision> revisions = new ConcurrentHashMap<>();
    private final ConcurrentMap<EnvironmentId, HeldFields> exceptions = new ConcurrentHashMap<>();

    private record Revision(long number, HttpField field) {}

    /**
     * @param enabled whether responses have these headers
     */
    public FreshnessHeaders(FollowerView follower, boolean enabled) {
        this.follower = follower;
        this.enabled = enabled;
    }

    private static HttpField[] ages(int count) {
        var fields = new HttpField[count];
        for (int seconds = 0; seconds < count; seconds++) {
            fields[seconds] = new PreEncodedHttpField(AGE, Integer.toString(seconds));
        }
        return fields;
    }

    /**
     * The freshness for a response. To be called before the image of the response is looked up: a
     * proof holds for every later image, but not for an earlier one.
     */
    Snapshot of(EnvironmentId environment) {
        return new Snapshot(environment, enabled ? follower.freshness(environment) : null);
    }

    /** The freshness of one response. */
    final class Snapshot {
        private final EnvironmentId environment;
        private final @Nullable Freshness freshness;

        private Snapshot(EnvironmentId environment, @Nullable Freshness freshness) {
            this.environment = environment;
            this.freshness = freshness;
        }

        /** For a response with one document. */
        void one(HttpFields.Mutable headers, long revision, Domain domain, String identifier) {
            HeldFields held = put(headers, revision);
            add(headers, held == null ? null : held.one(domain, identifier));
        }

        /** For a response with all flags. */
        void flags(HttpFields.Mutable headers, long revision) {
            HeldFields held = put(headers, revision);
            add(headers, held == null ? null : held.flags());
        }

        /** For a response with all target groups. */
        void segments(HttpFields.Mutable headers, long revision) {
            HeldFields held = put(headers, revision);
            add(headers, held == null ? null : held.segments());
        }

        /** For a response that may depend on all flags and target groups. */
        void all(HttpFields.Mutable headers, long revision) {
            HeldFields held = put(headers, revision);
            add(headers, held == null ? null : held.all());
        }

        /** Returns the header for exceptions; null if there are none. */
        private @Nullable HeldFields put(HttpFields.Mutable headers, long revision) {
            if (freshness == null) {
                return null;
            }
            headers.add(revision(environment, revision));
            headers.add(freshness.age().map(FreshnessHeaders::age).orElse(UNPROVEN));
            if (freshness.isStale()) {
                headers.add(IS_STALE);
            }
            ProofExceptions left = freshness.exceptions();
            return left.count() == 0 ? null : held(environment, left);
        }
    }

    private static void add(HttpFields.Mutable headers, @Nullable HttpField field) {
        if (field != null) {
            headers.add(field);
        }
    }

    private HeldFields held(EnvironmentId environment, ProofExceptions left) {
        HeldFields known = exceptions.get(environment);
        if (known == null || !known.isOf(left)) {
            known = new HeldFields(left);
            exceptions.put(environment, known);
        }
        return known;
    }

    private HttpField revision(EnvironmentId environment, long revision) {
        Revision known = revisions.get(environment);
        if (known == null || known.number() != revision) {
            known =
                    new Revision(
                            revision, new PreEncodedHttpField(REVISION, Long.toString(revision)));
            revisions.put(environment, known);
        }
        return known.field();
    }

    private static HttpField age(Duration age) {
        long seconds = Math.ceilDiv(Math.max(0, age.toNanos()), NANOS);
        return seconds < AGES.length
                ? AGES[(int) seconds]
                : new HttpField(AGE, Long.toString(seconds));
    }
}
