package io.flaghoist.log.transactions;

import java.util.Optional;

/**
 * What a look at open transactions came to.
 *
 * @param ended transactions that were nobody's
 * @param wrong why some could not be looked for, judged or ended, in words
 */
public record Look(int ended, Optional<String> wrong) {}
