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
 * What a person ordered for an environment, as the control topic holds it. An order that stands for
 * a state (retire, pin, adopt) is taken back by a tombstone of its key; one that is carried out
 * once (confirm, change) is removed by the owner after its outcome.
 */
public sealed interface Order {
    Signed signed();

    /** The record key: {@code <env>/retire}, {@code <env>/pin/<flag or *>}, and so on. */
    OrderKey key();

    /**
     * What every order says.
     *
     * @param id unique, so that its outcome can be told apart
     * @param who ordered it; a name for people, not a proof
     * @param when by the clock of whoever ordered it
     * @param why in the person's own words; may be empty
     */
    record Signed(EnvironmentId environment, String id, String who, Instant when, String why) {}

    /**
     * Confirm one held removal. Removes that set of documents at most, once.
     *
     * @param hold {@link Hold#idOf} the keys that may be removed
     * @param keys how many those are
     * @param expiresAt after this it does nothing
     */
    record Confirm(Signed signed, String hold, int keys, Instant expiresAt) implements Order {
        /** How long a confirmation stands. */
        public static final Duration LIFETIME = Duration.ofHours(1);

        @Override
        public OrderKey key() {
            return OrderKey.confirm(signed.environment(), hold);
        }
    }

    /**
     * Retire the environment: all of its documents are removed.
     *
     * @param asOf where the environment stood when it was ordered
     */
    record Retire(Signed signed, Position asOf) implements Order {
        @Override
        public OrderKey key() {
            return OrderKey.retire(signed.environment());
        }
    }

    /**
     * Serve a past state until the pin is removed, whatever upstream says.
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
     * Make the log the environment's source.
     *
     * @param asOf where the environment stood when it was ordered
     * @param asServed whether held, pinned and refused documents may stay as they are served
     */
    record Adopt(Signed signed, Position asOf, boolean asServed) implements Order {
        @Override
        public OrderKey key() {
            return OrderKey.adopt(signed.environment());
        }
    }

    /**
     * Change an adopted environment, all or nothing.
     *
     * @param documents what is to change
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
     * @param basedOn content hash of the document that the person saw; empty when there was none
     * @param document as it is to be; empty to remove it
     */
    record Edit(DocumentKey key, String basedOn, Optional<CanonicalJson> document) {}
}
