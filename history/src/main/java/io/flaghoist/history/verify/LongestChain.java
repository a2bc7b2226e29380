package io.flaghoist.history.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The pieces that lie in order and hold the most records: what the log is. Everything else was put
 * there or put elsewhere.
 *
 * @param pieces in order
 * @param rest in the order of reading
 */
record LongestChain(List<Piece> pieces, List<Piece> rest) {

    /**
     * @param pieces by where they begin
     * @param good hashes of records that are known to be right
     */
    static LongestChain of(List<Piece> pieces, Set<String> good) {
        int count = pieces.size();
        long[] best = new long[count];
        int[] before = new int[count];
        int end = -1;
        for (int j = 0; j < count; j++) {
            Piece piece = pieces.get(j);
            best[j] = 0;
            before[j] = -1;
            for (int i = 0; i < j; i++) {
                Piece earlier = pieces.get(i);
                if (earlier.last().index() < piece.first().index()
                        && earlier.last().revision() < piece.first().revision()) {
                    long through = best[i] + (earlier.joins(piece) ? 2 : 0);
                    if (through > best[j]) {
                        best[j] = through;
                        before[j] = i;
                    }
                }
            }
            best[j] += 4 * piece.count() + (good.contains(piece.last().hash()) ? 1 : 0);
            end = end < 0 || best[j] > best[end] ? j : end;
        }
        return split(pieces, before, end);
    }

    private static LongestChain split(List<Piece> pieces, int[] before, int end) {
        var trunk = new ArrayList<Piece>();
        for (int i = end; i >= 0; i = before[i]) {
            trunk.addFirst(pieces.get(i));
        }
        var rest = new ArrayList<>(pieces);
        rest.removeAll(trunk);
        return new LongestChain(List.copyOf(trunk), List.copyOf(rest));
    }
}
