package io.flaghoist.ingest.registrations;

import io.flaghoist.schemas.record.Registration;
import java.time.Duration;
import java.util.Optional;

/** Where targets are registered. */
interface Upstream {
    /** What came of registering one. */
    sealed interface Outcome {
        record Accepted() implements Outcome {}

        /** It may be accepted later: nobody is there, or credentials or address are wrong. */
        record Later(String why, Optional<Duration> after) implements Outcome {}

        /** This target will never be accepted. */
        record Never(String why) implements Outcome {}
    }

    /** Registers one target; blocks. */
    Outcome register(Registration registration);
}
