package io.flaghoist.saas;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.flaghoist.schemas.HashedApiKey;

/**
 * A raw SDK key or service token. It must not reach a log: {@link #toString()} is redacted, and
 * logs name it by {@link #alias()}.
 *
 * @param value the raw text
 */
public record Secret(String value) {
    private static final int ALIAS_LENGTH = 12;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret {
        value = value.strip();
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    /** The hash by which the log knows an SDK key. */
    public HashedApiKey hash() {
        return HashedApiKey.of(value);
    }

    /** The beginning of the hash: distinguishes keys, and reveals nothing. */
    public String alias() {
        return hash().value().substring(0, ALIAS_LENGTH);
    }

    @Override
    public String toString() {
        return "redacted";
    }
}
