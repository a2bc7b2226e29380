package io.flaghoist.acceptance.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.flaghoist.schemas.wire.Clause;
import io.flaghoist.schemas.wire.FeatureConfig;
import io.flaghoist.schemas.wire.FeatureConfig.Distribution;
import io.flaghoist.schemas.wire.FeatureConfig.Serve;
import io.flaghoist.schemas.wire.FeatureConfig.ServingRule;
import io.flaghoist.schemas.wire.Segment;
import io.flaghoist.schemas.wire.Target;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that can play a part when a flag is evaluated for a target; more than does, never less.
 *
 * @param flag the flag itself
 * @param prerequisites the flags that it requires, over others too
 * @param segments all of the environment
 */
record Reach(
        FeatureConfig flag,
        List<FeatureConfig> prerequisites,
        List<Segment> segments,
        @Nullable Target target) {

    static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    Stream<FeatureConfig> flags() {
        return Stream.concat(Stream.of(flag), prerequisites.stream());
    }

    Stream<ServingRule> rules() {
        return flags().flatMap(one -> list(one.rules()).stream());
    }

    /** Of flags and of groups. */
    Stream<Clause> clauses() {
        Stream<Clause> ofFlags = rules().flatMap(rule -> list(rule.clauses()).stream());
        Stream<Clause> old = segments.stream().flatMap(group -> list(group.rules()).stream());
        Stream<Clause> serving =
                segments.stream()
                        .flatMap(group -> list(group.servingRules()).stream())
                        .flatMap(rule -> list(rule.clauses()).stream());
        return Stream.of(ofFlags, old, serving).flatMap(clauses -> clauses);
    }

    Stream<Clause> clauses(String op) {
        return clauses().filter(clause -> op.equals(clause.op()));
    }

    static Stream<Serve> serves(FeatureConfig flag) {
        return Stream.concat(
                        Stream.ofNullable(flag.defaultServe()),
                        list(flag.rules()).stream().map(ServingRule::serve))
                .filter(Objects::nonNull);
    }

    Stream<Distribution> distributions() {
        return flags().flatMap(Reach::serves).map(Serve::distribution).filter(Objects::nonNull);
    }

    /** The names of the attributes that are looked at. */
    Stream<String> attributes() {
        return Stream.concat(
                        clauses().map(Clause::attribute),
                        distributions().map(Distribution::bucketBy))
                .filter(Objects::nonNull);
    }

    /** What the target's attributes hold, missing where they hold nothing of that name. */
    JsonNode attribute(String name) {
        JsonNode value =
                target == null || target.attributes() == null
                        ? null
                        : target.attributes().get(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    /** A field of the target itself that attributes cannot override; null if it is no such. */
    @Nullable String field(String name) {
        if (target == null) {
            return null;
        }
        return switch (name) {
            case "identifier" -> Objects.requireNonNullElse(target.identifier(), "");
            case "name" -> Objects.requireNonNullElse(target.name(), "");
            default -> null;
        };
    }

    /** The attribute's text and the value that a clause compares it with. */
    Stream<String> compared(Clause clause) {
        String attribute = Objects.requireNonNullElse(clause.attribute(), "");
        String field = field(attribute);
        return Stream.concat(
                Stream.of(field == null ? attribute(attribute).asText("") : field),
                list(clause.values()).stream().limit(1));
    }
}
