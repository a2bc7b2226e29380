package io.flaghoist.saas;

import io.flaghoist.schemas.EnvironmentId;

/** What upstream says of an SDK key. */
public sealed interface KeyVerdict {
    /** It opens this environment. */
    record Accepted(EnvironmentId environment) implements KeyVerdict {}

    /**
     * Upstream itself looked at it and refused it.
     *
     * @param status 401, 403 or 404
     */
    record Refused(int status) implements KeyVerdict {}

    /**
     * Neither: no answer, an answer of an intermediary, an error.
     *
     * @param why in words
     */
    record Unknown(String why) implements KeyVerdict {}
}
