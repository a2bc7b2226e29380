package io.flaghoist.testkit.random;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a careful person would not configure, or an application not send; SDKs disagree about it.
 */
public enum Oddity {
    MANY_CLAUSES_IN_A_FLAG_RULE,
    NO_CLAUSES_IN_A_FLAG_RULE,
    RULE_SERVES_VARIATION_AND_DISTRIBUTION,
    RULE_SERVES_NOTHING,
    EQUAL_PRIORITIES,
    PATTERNS,
    /** Letters that equal others to some, and to others do not. */
    LETTERS_OF_UNCLEAR_CASE,
    /** Characters that UTF-8 and UTF-16 put into different orders. */
    CHARACTERS_OF_UNCLEAR_ORDER,
    ZERO_AND_FALSE,
    NULL_ATTRIBUTES,
    ARRAYS_AND_OBJECTS,
    HUGE_AND_TINY_NUMBERS,
    /** Attributes called identifier or name beside empty fields. */
    SHADOWED_FIELDS,
    FIELDS_OF_OBJECTS_AS_ATTRIBUTES,
    EMPTY_IDENTIFIERS,
    VARIATIONS_THAT_DO_NOT_EXIST,
    NO_TARGET,
    ABSENT_LISTS,
    /** Of prerequisites and of groups. */
    CIRCLES,
    /** Anything absent or null. */
    GAPS,
    /**
     * What no SDK can read: elements that are null, values of the wrong type, numbers beyond 32
     * bits, kinds that nobody knows, texts that are empty where they name something.
     */
    UNREADABLE_PARTS;

    public static final Set<Oddity> NONE = Set.of();

    /** All that can at least be bound to a model of the wire. */
    public static final Set<Oddity> ALL =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(UNREADABLE_PARTS)));

    public static final Set<Oddity> EVERYTHING = Set.copyOf(EnumSet.allOf(Oddity.class));

    /** All that every evaluator can at least finish with. */
    public static final Set<Oddity> WELL_FORMED =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(CIRCLES, GAPS, UNREADABLE_PARTS)));
}
