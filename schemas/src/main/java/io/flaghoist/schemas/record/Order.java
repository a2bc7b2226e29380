package io.flaghoist.schemas.record;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.CanonicalJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An operator's order for an environment, a record of the control topic. An order for a lasting
 * state (retire, pin, adopt) is withdrawn by a tombstone of its key; a one-time order (confirm,
 * change) is removed by the owner after its outcome.
 */
public sealed interface Order {
    Signed signed();

    /** The record key: {@code <env>/retire}, {@code <env>/pin/<flag or *>}, and so on. */
    OrderKey key();

    /**
     * Fields of every order.
     *
     * @param id unique, to identify its outcome
     * @param who the operator's name, not authenticated
     * @param when by the operator's clock
     * @param why the reason; may be empty
     */
    record Signed(EnvironmentId environment, String id, String who, Instant when, String why) {}

    /**
     * Confirms one held removal. Removes at most that set of documents, once.
     *
     * @param hold {@link Hold#idOf} the keys to remove
     * @param keys the number of keys
     * @param expiresAt after this it has no effect
     */
    record Confirm(Signed signed, String hold, int keys, Instant expiresAt) implements Order {
        /** How long a confirmation is valid. */
        public static final Duration LIFETIME = Duration.ofHours(1);

        @Override
        public OrderKey key() {
            return OrderKey.confirm(signed.environment(), hold);
        }
    }

    /**
     * Retires the environment: all of its documents are removed.
     *
     * @param asOf the environment's position when it was ordered
     */
    record Retire(Signed signed, Position asOf) implements Order {
        @Override
        public OrderKey key() {
            return OrderKey.retire(signed.environment());
        }
    }

    /**
     * Serves a past state until the pin is removed, regardless of upstream.
     *
     * @param flag the flag; empty for the whole environment
     * @param revision of the past state
     */
    record Pin(Signed signed, Optional<String> flag, long revision) implements Order {
        @Override
        public OrderKey key() {
            return OrderKey.pin(signed.environment(), flag);
        }
    }

    /**
     * Makes the log the environment's source.
     *
     * @param asOf the environment's position when it was ordered
     * @param asServed whether held, pinned and refused documents stay as they are served
     */
    record Adopt(Signed signed, Position asOf, boolean asServed) implements Order {
        @Override
        public OrderKey key() {
            return OrderKey.adopt(signed.environment());
        }
    }

    /**
     * Changes an adopted environment, atomically.
     *
     * @param documents the changes
     */
    record Change(Signed signed, List<Edit> documents) implements Order {
        public Change {
            documents = List.copyOf(documents);
        }

        @Override
        public OrderKey key() {
            return OrderKey.change(signed.environment(), signed.id());
        }
    }

    /**
     * One document of a {@link Change}.
     *
     * @param basedOn content hash of the document that the change is based on; empty if there was
     *     none
     * @param document the new document; empty to remove it
     */
    record Edit(DocumentKey key, String basedOn, Optional<CanonicalJson> document) {}
}
