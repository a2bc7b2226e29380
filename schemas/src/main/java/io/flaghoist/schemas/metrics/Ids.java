package io.flaghoist.schemas.metrics;

import java.util.regex.Pattern;

/** The format of ids of groups and batches, valid in file names, headers and logs. */
final class Ids {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private Ids() {}

    static void require(String id) {
        if (!VALID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "an id has 1 to 128 characters out of A-Z a-z 0-9 _ . : -");
        }
    }
}
