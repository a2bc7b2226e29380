package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds nodes on cycles of a directed graph, or between two of them: those that remain after
 * repeatedly removing nodes without successors, and then those without predecessors. Linear in the
 * size of the graph.
 */
final class Circles {
    private Circles() {}

    /**
     * The nodes on or between cycles.
     *
     * @param leadsTo the successors of each node
     */
    static BitSet of(int[][] leadsTo) {
        var all = new BitSet(leadsTo.length);
        all.set(0, leadsTo.length);
        BitSet leadingOn = withoutEnds(leadsTo, all);
        return leadingOn.isEmpty() ? leadingOn : withoutEnds(reversed(leadsTo), leadingOn);
    }

    private static BitSet withoutEnds(int[][] leadsTo, BitSet points) {
        int[][] comesFrom = reversed(leadsTo);
        var left = (BitSet) points.clone();
        var ways = new int[leadsTo.length];
        Deque<Integer> ends = new ArrayDeque<>();
        points.stream()
                .forEach(point -> {
                    for (int next : leadsTo[point]) {
                        ways[point] += points.get(next) ? 1 : 0;
                    }
                    if (ways[point] == 0) {
                        ends.add(point);
                    }
                });
        for (Integer end = ends.poll(); end != null; end = ends.poll()) {
            left.clear(end);
            for (int before : comesFrom[end]) {
                if (left.get(before) && --ways[before] == 0) {
                    ends.add(before);
                }
            }
        }
        return left;
    }

    private static int[][] reversed(int[][] leadsTo) {
        List<List<Integer>> comesFrom =
                Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
                        .limit(leadsTo.length)
                        .toList();
        for (int point = 0; point < leadsTo.length; point++) {
            for (int next : leadsTo[point]) {
                comesFrom.get(next).add(point);
            }
        }
        return comesFrom.stream()
                .map(points -> points.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }
}
