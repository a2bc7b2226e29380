package io.flaghoist.edge.auth;

import io.flaghoist.follower.ImageListener;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The SDK keys of all environments by hash, and known removed keys. For any reader; written by the
 * follower.
 */
final class LiveKeys implements ImageListener {
    /** Per environment; the number of removals in an image. */
    private static final int MAX_REVOKED = 1024;

    private final ConcurrentMap<HashedApiKey, Grant> grants = new ConcurrentHashMap<>();
    private final ConcurrentMap<EnvironmentId, Set<HashedApiKey>> revoked =
            new ConcurrentHashMap<>();
    private final TokenIssuer issuer;

    LiveKeys(TokenIssuer issuer) {
        this.issuer = issuer;
    }

    @Nullable Grant grant(HashedApiKey hash) {
        return grants.get(hash);
    }

    /** Whether the removal of this key was applied here, as far as remembered. */
    boolean isRevoked(HashedApiKey hash) {
        for (Set<HashedApiKey> ofEnvironment : revoked.values()) {
            if (ofEnvironment.contains(hash)) {
                return true;
            }
        }
        return false;
    }

    int size() {
        return grants.size();
    }

    @Override
    public void advanced(EnvironmentImage before, EnvironmentImage after, List<Change> changes) {
        boolean namesChanged = false;
        for (Change change : changes) {
            switch (change) {
                case Change.Saved(_, _, ApiKeyDocument apiKey) -> grant(after, apiKey);
                case Change.Saved(_, _, EnvironmentDocument _) -> namesChanged = true;
                case Change.Saved(_, _, FlagDocument _), Change.Saved(_, _, SegmentDocument _) -> {}
                case Change.Removed(_, _, DocumentKey.OfApiKey(var hash), _) -> revoke(after, hash);
                case Change.Removed(_, _, DocumentKey.OfEnvironment _, _) -> namesChanged = true;
                case Change.Removed(_, _, DocumentKey.OfFlag _, _),
                        Change.Removed(_, _, DocumentKey.OfSegment _, _) -> {}
            }
        }
        if (namesChanged) {
            grantAll(after);
        }
        if (before.position().equals(Position.START)
                || changes.stream().anyMatch(LiveKeys::isOfKey)) {
            rememberRevoked(after, changes);
        }
    }

    private static boolean isOfKey(Change change) {
        return change.key() instanceof DocumentKey.OfApiKey;
    }

    /** Images keep removals across restarts; a rebuilt image only has differences. */
    private void rememberRevoked(EnvironmentImage image, List<Change> changes) {
        var gone = new LinkedHashSet<HashedApiKey>();
        Stream.concat(image.removals().stream(), changes.stream())
                .forEach(change -> {
                    if (change instanceof Change.Removed(_, _, DocumentKey.OfApiKey(var hash), _)) {
                        gone.add(hash);
                    }
                });
        gone.addAll(revoked.getOrDefault(image.environment(), Set.of()));
        gone.removeIf(hash -> image.apiKey(hash) != null);
        revoked.put(
                image.environment(),
                gone.stream().limit(MAX_REVOKED).collect(Collectors.toUnmodifiableSet()));
    }

    private void grantAll(EnvironmentImage image) {
        for (var entry : image.entries()) {
            if (entry.document() instanceof ApiKeyDocument apiKey) {
                grant(image, apiKey);
            }
        }
    }

    private void grant(EnvironmentImage image, ApiKeyDocument apiKey) {
        grants.put(apiKey.hash(), new Grant(image.environment(), apiKey, image.identity(), issuer));
    }

    /** There is no order between logs: a key that moved to another environment stays there. */
    private void revoke(EnvironmentImage image, HashedApiKey hash) {
        grants.computeIfPresent(
                hash, (_, grant) -> grant.environment().equals(image.environment()) ? null : grant);
    }
}
