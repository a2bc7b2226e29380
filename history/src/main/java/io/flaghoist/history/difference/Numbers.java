package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the rules of one version are numbered: from 1, by ascending priority, which is how they are
 * asked.
 */
record Numbers(List<Integer> numbers) {
    static Numbers of(@Nullable JsonNode rules) {
        int count = rules == null ? 0 : rules.size();
        var numbers = new Integer[count];
        List<Integer> inOrder =
                IntStream.range(0, count)
                        .boxed()
                        .sorted(Comparator.comparingLong(i -> priority(rules, i)))
                        .toList();
        for (int number = 1; number <= count; number++) {
            numbers[inOrder.get(number - 1)] = number;
        }
        return new Numbers(List.of(numbers));
    }

    /** The number of the rule at {@code index}; 0 where there is none. */
    int at(int index) {
        return index < 0 ? 0 : numbers.get(index);
    }

    private static long priority(@Nullable JsonNode rules, int index) {
        return rules == null ? 0 : rules.path(index).path("priority").asLong(0);
    }
}
