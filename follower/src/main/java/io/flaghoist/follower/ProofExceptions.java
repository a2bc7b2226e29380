package io.flaghoist.follower;

import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The documents that a proof excludes, because they intentionally differ from upstream.
 *
 * @param named as many as fit into a heartbeat
 * @param count the total, including those not named
 */
public record ProofExceptions(List<HeartbeatException> named, int count) {
    public static final ProofExceptions NONE = new ProofExceptions(List.of(), 0);

    public ProofExceptions {
        named = List.copyOf(named);
    }

    /** The exceptions of a heartbeat. */
    public static ProofExceptions of(Heartbeat said) {
        return said.exceptionCount() == 0
                ? NONE
                : new ProofExceptions(said.exceptions(), said.exceptionCount());
    }

    /** Number of exceptions that are not named. */
    public int unnamed() {
        return count - named.size();
    }

    /** The union; for the same document {@code newer} takes precedence. */
    ProofExceptions and(ProofExceptions newer) {
        if (equals(newer) || newer.count == 0) {
            return this;
        }
        if (count == 0) {
            return newer;
        }
        Map<DocumentKey, HeartbeatException> both = new LinkedHashMap<>();
        newer.named.forEach(exception -> both.put(exception.key(), exception));
        named.forEach(exception -> both.putIfAbsent(exception.key(), exception));
        return new ProofExceptions(
                List.copyOf(both.values()), both.size() + unnamed() + newer.unnamed());
    }
}
