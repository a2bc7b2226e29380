package io.flaghoist.history.difference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which elements of a list somebody took out and put elsewhere: as few as explain the new order.
 * All others are in the order they were in, whatever their new numbers.
 */
final class Moves {
    private Moves() {}

    /**
     * The indices of the moved.
     *
     * @param before the earlier numbers of the elements, all different, in their new order
     */
    static Set<Integer> of(List<Integer> before) {
        var moved = new HashSet<Integer>();
        for (int i = 0; i < before.size(); i++) {
            moved.add(i);
        }
        longestRising(before).forEach(moved::remove);
        return moved;
    }

    /** The indices of the longest rising subsequence, by patience sorting. */
    private static Iterable<Integer> longestRising(List<Integer> numbers) {
        var tops = new ArrayList<Integer>(); // of each pile, the index of its last number
        var previous = new int[numbers.size()];
        for (int i = 0; i < numbers.size(); i++) {
            int pile = firstPileNotBelow(numbers.get(i), tops, numbers);
            previous[i] = pile == 0 ? -1 : tops.get(pile - 1);
            if (pile == tops.size()) {
                tops.add(i);
            } else {
                tops.set(pile, i);
            }
        }
        var rising = new ArrayDeque<Integer>();
        for (int i = tops.isEmpty() ? -1 : tops.getLast(); i >= 0; i = previous[i]) {
            rising.addFirst(i);
        }
        return rising;
    }

    private static int firstPileNotBelow(int number, List<Integer> tops, List<Integer> numbers) {
        int low = 0;
        int high = tops.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numbers.get(tops.get(middle)) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
