package io.flaghoist.schemas.shape;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Problems found in one document while it was converted: path and problem, never content. */
final class ShapeProblems {
    /** Maximum number of reported problems per document. */
    static final int MAX_TOLD = 10;

    private static final int MAX_PATH = 200;

    private final List<String> mended = new ArrayList<>();
    private @Nullable String refusal;

    /** A repaired part. */
    void mended(String path, String problem) {
        if (mended.size() < MAX_TOLD) {
            mended.add(words(path, problem));
        }
    }

    /** A part that cannot be repaired: the whole document is refused. */
    void beyondMending(String path, String problem) {
        if (refusal == null) {
            refusal = words(path, problem);
        }
    }

    /** The first {@link #MAX_TOLD} mended parts, in order. */
    List<String> mended() {
        return List.copyOf(mended);
    }

    @Nullable String refusal() {
        return refusal;
    }

    private static String words(String path, String problem) {
        String tame = Texts.printable(path);
        return (tame.length() <= MAX_PATH ? tame : tame.substring(0, MAX_PATH) + "…")
                + ": "
                + problem;
    }
}
