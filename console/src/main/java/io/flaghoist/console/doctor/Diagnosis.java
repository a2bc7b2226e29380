package io.flaghoist.console.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What an examination found.
 *
 * @param checks in an order that does not depend on what was faster: the log's, upstream's, the
 *     edges'
 */
@JsonPropertyOrder("verdict")
public record Diagnosis(List<Check> checks) {
    public Diagnosis {
        checks = List.copyOf(checks);
    }

    /** How many checks came out so. */
    public long count(Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }

    /** {@link Outcome#WRONG} if anything is, else {@link Outcome#WARNING} likewise, else OK. */
    @JsonProperty
    public Outcome verdict() {
        if (count(Outcome.WRONG) > 0) {
            return Outcome.WRONG;
        }
        return count(Outcome.WARNING) > 0 ? Outcome.WARNING : Outcome.OK;
    }
}
