package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** All elements with one key: mostly one before and one after. */
record SameKey(List<Placed> before, List<Placed> after) {
    /** An element, and where it stands in its list. */
    record Placed(int index, JsonNode element) {}

    SameKey() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    /**
     * Where several have one key, or none has any: what is equal at the beginning and at the end
     * stays, and what lies between is matched in order. Occurrences are counted along the longer
     * side, which makes a path the same whichever version comes first.
     */
    void match(Path list, String key, List<Matching.Pair> pairs) {
        int shorter = Math.min(before.size(), after.size());
        int longer = Math.max(before.size(), after.size());
        int tail = shorter - headed(shorter);
        int atEnd = 0;
        while (atEnd < tail && equal(before.size() - 1 - atEnd, after.size() - 1 - atEnd)) {
            atEnd++;
        }
        for (int i = 0; i < longer; i++) {
            Path path = list.element(key, i + 1);
            int fromEnd = longer - i;
            if (fromEnd <= atEnd) {
                pairs.add(pair(path, before.size() - fromEnd, after.size() - fromEnd));
            } else if (i < shorter - atEnd) {
                pairs.add(pair(path, i, i));
            } else {
                boolean removed = before.size() > after.size();
                pairs.add(pair(path, removed ? i : -1, removed ? -1 : i));
            }
        }
    }

    private int headed(int shorter) {
        int head = 0;
        while (head < shorter && equal(head, head)) {
            head++;
        }
        return head;
    }

    private boolean equal(int i, int j) {
        return before.get(i).element().equals(after.get(j).element());
    }

    private Matching.Pair pair(Path path, int i, int j) {
        Placed was = i < 0 ? null : before.get(i);
        Placed is = j < 0 ? null : after.get(j);
        return new Matching.Pair(
                new ComparedNode(
                        path, was == null ? null : was.element(), is == null ? null : is.element()),
                was == null ? -1 : was.index(),
                is == null ? -1 : is.index());
    }
}
