package io.flaghoist.testkit.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates raw documents, however odd, as evaluation.md says the reference evaluator does: line by
 * line, on the JSON that SaaS sent, with nothing brought into shape and nothing made ready. Slow.
 */
public final class ReferenceEvaluator {
    /**
     * What a flag is.
     *
     * @param variation its identifier
     * @param value as text; of another type than text, it is not looked at
     */
    public record Outcome(String variation, String value) {}

    private final Map<String, JsonNode> flags = new HashMap<>();
    private final Map<String, JsonNode> segments = new HashMap<>();

    public ReferenceEvaluator(
            Collection<? extends JsonNode> flags, Collection<? extends JsonNode> segments) {
        flags.forEach(flag -> this.flags.putIfAbsent(Raw.text(flag.path("feature")), flag));
        segments.forEach(segment ->
                this.segments.putIfAbsent(Raw.text(segment.path("identifier")), segment));
    }

    /**
     * Empty where nothing can be served.
     *
     * @param target as an SDK sends it; null for nobody
     */
    public Optional<Outcome> evaluate(String feature, @Nullable JsonNode target) {
        JsonNode flag = flags.get(feature);
        return flag == null ? Optional.empty() : new OfTarget(target).evaluate(flag);
    }

    /** One evaluation. */
    private final class OfTarget {
        private final @Nullable JsonNode target;
        private final String identifier;

        OfTarget(@Nullable JsonNode target) {
            this.target = target;
            this.identifier = target == null ? "" : Raw.text(target.path("identifier"));
        }

        Optional<Outcome> evaluate(JsonNode flag) {
            return prerequisitesMet(flag, new HashSet<>(Set.of(flag)))
                    ? evaluateFlag(flag)
                    : variation(flag, Raw.text(flag.path("offVariation")));
        }

        private boolean prerequisitesMet(JsonNode flag, Set<JsonNode> seen) {
            for (JsonNode prerequisite : Raw.list(flag.path("prerequisites"))) {
                JsonNode other = flags.get(Raw.text(prerequisite.path("feature")));
                Optional<Outcome> outcome = other == null ? Optional.empty() : evaluateFlag(other);
                if (other == null || outcome.isEmpty()) {
                    return true;
                }
                if (!Raw.texts(prerequisite.path("variations")).contains(outcome.get().variation())
                        || (seen.add(other) && !prerequisitesMet(other, seen))) {
                    return false;
                }
            }
            return true;
        }

        private Optional<Outcome> evaluateFlag(JsonNode flag) {
            String chosen;
            if (!Raw.text(flag.path("state")).equals("on")) {
                chosen = Raw.text(flag.path("offVariation"));
            } else {
                JsonNode serve = flag.path("defaultServe");
                chosen = targetMap(flag);
                chosen = chosen.isEmpty() ? rules(flag) : chosen;
                chosen = chosen.isEmpty() ? distribute(serve.path("distribution")) : chosen;
                chosen = chosen.isEmpty() ? Raw.text(serve.path("variation")) : chosen;
            }
            return chosen.isEmpty() ? Optional.empty() : variation(flag, chosen);
        }

        private Optional<Outcome> variation(JsonNode flag, String chosen) {
            return Raw.list(flag.path("variations")).stream()
                    .filter(one -> Raw.text(one.path("identifier")).equals(chosen))
                    .findFirst()
                    .map(one -> new Outcome(chosen, Raw.text(one.path("value"))));
        }

        private String targetMap(JsonNode flag) {
            if (target == null) {
                return "";
            }
            for (JsonNode entry : Raw.list(flag.path("variationToTargetMap"))) {
                boolean isListed =
                        !identifier.isEmpty()
                                && Raw.list(entry.path("targets")).stream()
                                        .anyMatch(one ->
                                                Raw.text(one.path("identifier"))
                                                        .equals(identifier));
                if (isListed || inSegments(Raw.texts(entry.path("targetSegments")), Set.of())) {
                    return Raw.text(entry.path("variation"));
                }
            }
            return "";
        }

        private String rules(JsonNode flag) {
            if (target == null) {
                return "";
            }
            for (JsonNode rule : byPriority(flag.path("rules"))) {
                JsonNode serve = rule.path("serve");
                if (!matchAll(rule, Set.of())) {
                    continue;
                }
                if (serve.hasNonNull("distribution")) {
                    return distribute(serve.path("distribution"));
                }
                if (serve.hasNonNull("variation")) {
                    return Raw.text(serve.path("variation"));
                }
            }
            return "";
        }

        private boolean inSegments(List<String> list, Set<String> underway) {
            for (String name : list) {
                JsonNode segment = segments.get(name);
                if (segment == null) {
                    continue;
                }
                if (isListed(segment.path("excluded"))) {
                    return false;
                }
                if (isListed(segment.path("included"))
                        || (!underway.contains(name)
                                && isAdmitted(segment, with(name, underway)))) {
                    return true;
                }
            }
            return false;
        }

        private boolean isListed(JsonNode targets) {
            return Raw.list(targets).stream()
                    .anyMatch(one -> Raw.text(one.path("identifier")).equals(identifier));
        }

        private boolean isAdmitted(JsonNode segment, Set<String> underway) {
            List<JsonNode> servingRules = byPriority(segment.path("servingRules"));
            if (servingRules.isEmpty()) {
                return Raw.list(segment.path("rules")).stream()
                        .anyMatch(clause -> matches(clause, underway));
            }
            return servingRules.stream()
                    .anyMatch(rule ->
                            !Raw.list(rule.path("clauses")).isEmpty() && matchAll(rule, underway));
        }

        private boolean matchAll(JsonNode rule, Set<String> underway) {
            return Raw.list(rule.path("clauses")).stream()
                    .allMatch(clause -> matches(clause, underway));
        }

        private boolean matches(JsonNode clause, Set<String> underway) {
            List<String> values = Raw.texts(clause.path("values"));
            String op = Raw.text(clause.path("op"));
            if (values.isEmpty() || op.isEmpty()) {
                return false;
            }
            if (op.equals("segmentMatch")) {
                return inSegments(values, underway);
            }
            String text = attribute(Raw.text(clause.path("attribute")));
            String first = values.getFirst();
            return !text.isEmpty()
                    && switch (op) {
                        case "equal" -> isEqualFolded(text, first);
                        case "equal_sensitive" -> text.equals(first);
                        case "in" -> values.contains(text);
                        case "starts_with" -> text.startsWith(first);
                        case "ends_with" -> text.endsWith(first);
                        case "contains" -> text.contains(first);
                        case "match" -> finds(first, text);
                        case "gt" -> isGreater(text, first);
                        default -> false;
                    };
        }

        private String attribute(String name) {
            return switch (name) {
                case "" -> "";
                case "identifier" -> identifier;
                case "name" -> target == null ? "" : Raw.text(target.path("name"));
                default ->
                        target == null ? "" : Raw.attribute(target.path("attributes").path(name));
            };
        }

        private String distribute(JsonNode distribution) {
            String last = "";
            long total = 0;
            for (JsonNode share : Raw.list(distribution.path("variations"))) {
                last = Raw.text(share.path("variation"));
                total += Raw.whole(share.path("weight"));
                if (isEnabled(Raw.text(distribution.path("bucketBy")), total)) {
                    return last;
                }
            }
            return last;
        }

        private boolean isEnabled(String bucketBy, long percentage) {
            String value = attribute(bucketBy);
            String attribute = value.isEmpty() ? "identifier" : bucketBy;
            value = value.isEmpty() ? identifier : value;
            return !value.isEmpty()
                    && percentage > 0
                    && PlainMurmur.bucket(attribute, value) <= percentage;
        }
    }

    /** Stable. */
    private static List<JsonNode> byPriority(JsonNode rules) {
        var sorted = new ArrayList<>(Raw.list(rules));
        sorted.sort(Comparator.comparingLong(rule -> Raw.whole(rule.path("priority"))));
        return sorted;
    }

    private static Set<String> with(String name, Set<String> names) {
        var all = new HashSet<>(names);
        all.add(name);
        return all;
    }

    /** Near enough to Unicode's simple folding for the letters that random environments have. */
    private static boolean isEqualFolded(String a, String b) {
        return a.equalsIgnoreCase(b)
                || (a.length() == b.length()
                        && a.toUpperCase(Locale.ROOT).equals(b.toUpperCase(Locale.ROOT)));
    }

    private static boolean finds(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** By code points, which is the order of UTF-8 bytes. */
    private static boolean isGreater(String a, String b) {
        return Arrays.compareUnsigned(
                        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))
                > 0;
    }
}
