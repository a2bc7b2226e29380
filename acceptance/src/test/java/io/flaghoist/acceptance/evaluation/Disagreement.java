package io.flaghoist.acceptance.evaluation;

import static io.flaghoist.acceptance.evaluation.Reach.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.wire.FeatureConfig;
import io.flaghoist.schemas.wire.FeatureConfig.Serve;
import io.flaghoist.schemas.wire.FeatureConfig.ServingRule;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the Node SDK 1.8.12 does otherwise than the reference, as its source shows, each with the
 * cases that it can affect. About all other cases the two agree. Circles of prerequisites and of
 * groups are not here because they are never asked: the SDK follows them for ever.
 */
@SuppressWarnings("ImmutableEnumChecker") // predicates without state
enum Disagreement {
    CLAUSES_OF_A_FLAG_RULE_ARE_ALTERNATIVES(
            reach -> reach.rules().anyMatch(rule -> list(rule.clauses()).size() > 1)),

    A_FLAG_RULE_WITHOUT_CLAUSES_MATCHES_NOBODY(reach ->
            reach.rules().anyMatch(r -> r.clauses() != null && list(r.clauses()).isEmpty())),

    A_RULE_WITH_DISTRIBUTION_AND_VARIATION_SERVES_THE_VARIATION(reach ->
            reach.rules()
                    .map(ServingRule::serve)
                    .filter(Objects::nonNull)
                    .anyMatch(s -> s.distribution() != null && s.variation() != null)),

    A_MATCHING_RULE_THAT_SERVES_NOTHING_ENDS_THE_RULES(reach ->
            reach.rules()
                    .map(ServingRule::serve)
                    .anyMatch(
                            s -> s == null || (s.distribution() == null && s.variation() == null))),

    RULES_OF_EQUAL_PRIORITY_CHANGE_PLACES(reach -> reach.flags().anyMatch(Disagreement::hasTies)),

    MATCH_IS_NOT_SUPPORTED(reach -> reach.clauses("match").findAny().isPresent()),

    EQUAL_COMPARES_LOWER_CASE_INSTEAD_OF_FOLDING(reach ->
            reach.clauses("equal")
                    .flatMap(reach::compared)
                    .anyMatch(Disagreement::foldsInItsOwnWay)),

    GT_COMPARES_UTF_16(reach ->
            reach.clauses("gt")
                    .flatMap(reach::compared)
                    .anyMatch(text -> text.chars().anyMatch(c -> c >= 0xD800))),

    ZERO_AND_FALSE_ARE_MISSING(
            reach -> anyAttribute(reach, v -> isZero(v) || (v.isBoolean() && !v.booleanValue()))),

    NULL_IS_MISSING(reach -> anyAttribute(reach, JsonNode::isNull)),

    ARRAYS_AND_OBJECTS_HAVE_ANOTHER_TEXT(reach -> anyAttribute(reach, JsonNode::isContainerNode)),

    HUGE_AND_TINY_NUMBERS_HAVE_EXPONENTS(reach -> anyAttribute(reach, Disagreement::isExtreme)),

    ATTRIBUTES_STAND_IN_FOR_AN_EMPTY_IDENTIFIER_OR_NAME(reach ->
            Stream.concat(reach.attributes(), reach.distributions().map(_ -> "identifier"))
                    .anyMatch(name -> isStoodInFor(reach, name))),

    FIELDS_OF_THE_TARGET_OBJECT_ARE_ATTRIBUTES(
            reach -> reach.attributes().anyMatch(Disagreement::isObjectField)),

    AN_EMPTY_IDENTIFIER_IS_FOUND_IN_THE_TARGET_MAP(reach ->
            "".equals(reach.field("identifier"))
                    && reach.flags()
                            .flatMap(flag -> list(flag.variationToTargetMap()).stream())
                            .flatMap(entry -> list(entry.targets()).stream())
                            .anyMatch(one -> "".equals(one.identifier()))),

    A_PREREQUISITE_THAT_CANNOT_BE_EVALUATED_THROWS(
            reach -> reach.prerequisites().stream().anyMatch(Disagreement::canFail)),

    NO_TARGET_AND_A_DISTRIBUTION_THROWS(reach ->
            reach.target() == null
                    && reach.flags()
                            .map(FeatureConfig::defaultServe)
                            .anyMatch(s -> s != null && s.distribution() != null)),

    AN_ABSENT_LIST_THROWS(reach ->
            reach.flags().anyMatch(Disagreement::lacksAList)
                    || reach.segments().stream()
                            .flatMap(group -> list(group.servingRules()).stream())
                            .anyMatch(rule -> rule.clauses() == null));

    /** Of the target, and some that every JavaScript object has. */
    private static final Set<String> OBJECT_FIELDS =
            Set.of("anonymous", "attributes", "constructor", "toString");

    private final Predicate<Reach> affects;

    Disagreement(Predicate<Reach> affects) {
        this.affects = affects;
    }

    /** Whether the two may differ for this reason. */
    boolean canAffect(Reach reach) {
        return affects.test(reach);
    }

    private static boolean hasTies(FeatureConfig flag) {
        var seen = new HashSet<Long>();
        return !list(flag.rules()).stream()
                .allMatch(rule -> seen.add(Objects.requireNonNullElse(rule.priority(), 0L)));
    }

    private static boolean anyAttribute(Reach reach, Predicate<JsonNode> value) {
        return reach.attributes()
                .filter(name -> reach.field(name) == null)
                .anyMatch(name -> value.test(reach.attribute(name)));
    }

    private static boolean isObjectField(String name) {
        return OBJECT_FIELDS.contains(name);
    }

    private static boolean isZero(JsonNode value) {
        return value.isNumber() && value.doubleValue() == 0;
    }

    private static boolean isExtreme(JsonNode value) {
        double size = Math.abs(value.doubleValue());
        return value.isNumber() && size != 0 && (size >= 1e21 || size < 1e-6);
    }

    /** Letters with two cases beyond Latin-1, or whose other case is beyond. */
    private static boolean foldsInItsOwnWay(String text) {
        return text.chars()
                .anyMatch(c ->
                        c == 'ß'
                                || c == 'µ'
                                || (c > 0xFF && Character.isAlphabetic(c) && hasCases(c)));
    }

    private static boolean hasCases(int letter) {
        return Character.toLowerCase(letter) != letter || Character.toUpperCase(letter) != letter;
    }

    private static boolean isStoodInFor(Reach reach, String name) {
        return "".equals(reach.field(name)) && !reach.attribute(name).isMissingNode();
    }

    /** Whether a choice of the flag is none, or not among its variations. */
    private static boolean canFail(FeatureConfig flag) {
        Set<String> known =
                list(flag.variations()).stream()
                        .map(one -> Objects.requireNonNullElse(one.identifier(), ""))
                        .collect(Collectors.toSet());
        Serve otherwise = flag.defaultServe();
        boolean mayChooseNothing = otherwise == null || otherwise.variation() == null;
        return (mayChooseNothing && !alwaysDistributes(otherwise))
                || !chosen(flag).allMatch(known::contains);
    }

    private static boolean alwaysDistributes(@Nullable Serve serve) {
        return serve != null
                && serve.distribution() != null
                && !list(serve.distribution().variations()).isEmpty();
    }

    private static Stream<String> chosen(FeatureConfig flag) {
        Stream<String> mapped =
                list(flag.variationToTargetMap()).stream()
                        .map(entry -> Objects.requireNonNullElse(entry.variation(), ""));
        Stream<String> served = Reach.serves(flag).map(Serve::variation).filter(Objects::nonNull);
        Stream<String> distributed =
                Reach.serves(flag)
                        .map(Serve::distribution)
                        .filter(Objects::nonNull)
                        .flatMap(distribution -> list(distribution.variations()).stream())
                        .map(share -> Objects.requireNonNullElse(share.variation(), ""));
        String off = Objects.requireNonNullElse(flag.offVariation(), "");
        return Stream.of(Stream.of(off), mapped, served, distributed).flatMap(all -> all);
    }

    private static boolean lacksAList(FeatureConfig flag) {
        return list(flag.prerequisites()).stream().anyMatch(one -> one.variations() == null)
                || list(flag.rules()).stream().anyMatch(rule -> rule.clauses() == null)
                || Reach.serves(flag)
                        .map(Serve::distribution)
                        .anyMatch(rollout -> rollout != null && rollout.variations() == null);
    }
}
