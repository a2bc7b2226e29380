package io.flaghoist.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.flaghoist.schemas.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of a flag for a target with every step, as data; deterministic to the byte.
 *
 * @param revision of the environment; 0 if there is none
 * @param target the target's identifier; null without a target
 * @param steps in order; the last one decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        String flag, long revision, @Nullable String target, List<Step> steps, Evaluation result) {

    /** All of it as JSON, UTF-8. */
    public byte[] json() {
        return Json.write(this);
    }

    /** One step; its name is in the JSON field {@code step}. */
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
     * @param variation the result of the other flag; absent if unknown
     * @param refusal why the other flag is refused; absent if it is not
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
     * SDKs cannot read the flag in upstream's form.
     *
     * @param reason path in the document and reason
     */
    @JsonTypeName("refused")
    public record Refused(String reason) implements Step {}

    /** The result of a prerequisite. */
    public enum PrerequisiteAnswer {
        MET,
        /** The flag is off for this target. */
        UNMET,
        /** SDKs cannot read that flag in upstream's form: the flag is off. */
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
     * @param groups the evaluated groups
     */
    @JsonTypeName("targetMap")
    public record TargetMapEntry(
            int entry, String variation, boolean listed, List<Group> groups, boolean matched)
            implements Step {}

    /**
     * A rule of the flag.
     *
     * @param rule its index, by ascending priority
     * @param clauses the evaluated ones; the first that does not match ends it
     * @param serve what it serves; absent unless it matched. A rule that serves nothing is skipped
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
     * @param text the attribute's text; absent if there is none
     * @param groups the evaluated groups, where {@code op} is {@code segmentMatch}
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
     * The membership of a target in a group.
     *
     * @param rule the index of the first rule that includes the target, by ascending priority;
     *     absent unless that is the reason
     * @param refusal why the group is refused; absent if it is not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Group(
            String group, GroupAnswer answer, @Nullable Integer rule, @Nullable String refusal) {}

    /** The reason of a membership. */
    public enum GroupAnswer {
        UNKNOWN_GROUP,
        /** SDKs cannot read it in upstream's form: it is empty. */
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
     * @param bucketBy the configured attribute
     * @param attribute the attribute that was used: {@code identifier} if the configured one is
     *     empty
     * @param bucket 1 to 100; 0 without a value to hash
     * @param shares the variations with the last bucket of each
     * @param variation the variation of the bucket; the last one if the bucket is in none
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
