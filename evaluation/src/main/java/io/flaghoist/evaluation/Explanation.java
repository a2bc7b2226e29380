package io.flaghoist.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.flaghoist.schemas.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a flag is for a target and every step on the way there, as data: the same for the same
 * inputs and revision, to the byte.
 *
 * @param revision of the environment; 0 where there is none
 * @param target the target's identifier; null for nobody in particular
 * @param steps in the order in which they were taken; the last one decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        String flag, long revision, @Nullable String target, List<Step> steps, Evaluation result) {

    /** All of it as JSON, UTF-8. */
    public byte[] json() {
        return Json.write(this);
    }

    /** One step; its JSON names it in {@code step}. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
    @JsonSubTypes({
        @JsonSubTypes.Type(Prerequisite.class),
        @JsonSubTypes.Type(Refused.class),
        @JsonSubTypes.Type(State.class),
        @JsonSubTypes.Type(TargetMapEntry.class),
        @JsonSubTypes.Type(Rule.class),
        @JsonSubTypes.Type(Default.class)
    })
    public sealed interface Step {}

    /**
     * A condition on another flag.
     *
     * @param of the flag that sets the condition: the evaluated one, or a prerequisite of it
     * @param accepts the identifiers of the variations that satisfy it, sorted
     * @param variation what the other flag is; absent where it could not be found out
     * @param refusal why the other flag is refused; absent where it is not
     */
    @JsonTypeName("prerequisite")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Prerequisite(
            String of,
            String feature,
            List<String> accepts,
            @Nullable String variation,
            PrerequisiteAnswer answer,
            @Nullable String refusal)
            implements Step {}

    /**
     * Upstream has the flag in no form that SDKs can read.
     *
     * @param reason where in its document and why
     */
    @JsonTypeName("refused")
    public record Refused(String reason) implements Step {}

    /** How a prerequisite was answered. */
    public enum PrerequisiteAnswer {
        MET,
        /** The flag is off for this target. */
        UNMET,
        /** Upstream has that flag in no form that SDKs can read: the flag is off. */
        REFUSED,
        /** There is no such flag: counts as met, and ends the list. */
        UNKNOWN_FLAG,
        /** It cannot be evaluated: counts as met, and ends the list. */
        CANNOT_BE_EVALUATED
    }

    /** Whether the flag is on; everything but {@code on} is off. */
    @JsonTypeName("state")
    public record State(String state, boolean on) implements Step {}

    /**
     * An entry of the flag's target map.
     *
     * @param entry its index
     * @param listed whether it names the target
     * @param groups the groups that were asked about
     */
    @JsonTypeName("targetMap")
    public record TargetMapEntry(
            int entry, String variation, boolean listed, List<Group> groups, boolean matched)
            implements Step {}

    /**
     * A rule of the flag.
     *
     * @param rule its index, by ascending priority
     * @param clauses as far as they were asked; the first that does not match ends it
     * @param serve what it serves; absent unless it matched. One that serves nothing is passed over
     */
    @JsonTypeName("rule")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rule(
            int rule,
            String ruleId,
            long priority,
            List<Clause> clauses,
            boolean matched,
            @Nullable Serve serve)
            implements Step {}

    /** No rule decided. */
    @JsonTypeName("default")
    public record Default(Serve serve) implements Step {}

    /**
     * A condition.
     *
     * @param text the attribute's text; absent where there is none
     * @param groups the groups that were asked about, where {@code op} is {@code segmentMatch}
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Clause(
            String attribute,
            String op,
            List<String> values,
            @Nullable String text,
            boolean matched,
            List<Group> groups) {}

    /**
     * How the target stands to a group.
     *
     * @param rule the index of the first rule that lets the target in, by ascending priority;
     *     absent unless that is the reason
     * @param refusal why the group is refused; absent where it is not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Group(
            String group, GroupAnswer answer, @Nullable Integer rule, @Nullable String refusal) {}

    /** Why a target is in a group or not. */
    public enum GroupAnswer {
        UNKNOWN_GROUP,
        /** Upstream has it in no form that SDKs can read: nobody is in it. */
        REFUSED,
        /** Ends the whole list: the target is in none. */
        EXCLUDED,
        INCLUDED,
        BY_SERVING_RULE,
        BY_RULE,
        OUTSIDE
    }

    /** What is served. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Serve(@Nullable String variation, @Nullable Distribution distribution) {}

    /**
     * A percentage rollout.
     *
     * @param bucketBy the attribute that was configured
     * @param attribute the one that was used: {@code identifier} where the configured one is empty
     * @param bucket 1 to 100; 0 where there was nothing to tell targets apart by
     * @param shares the variations with the last bucket of each
     * @param variation what the bucket is in; the last where it is in none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Distribution(
            String bucketBy,
            String attribute,
            int bucket,
            List<Share> shares,
            @Nullable String variation) {}

    /**
     * A variation's share of a rollout.
     *
     * @param boundary its last bucket
     */
    public record Share(String variation, long boundary) {}
}
