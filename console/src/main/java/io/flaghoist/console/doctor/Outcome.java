package io.flaghoist.console.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What came of a check. */
public enum Outcome {
    /** As it should be. */
    OK,
    /** Works, but will hurt one day, or hurts somebody already. */
    WARNING,
    /** Does not work, or loses something. */
    WRONG,
    /** Not examined: the finding says why. */
    SKIPPED;

    /** As JSON has it. */
    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
