/**
 * Transactions that stay open although nobody will end them: found, proven to be nobody's, ended.
 */
@NullMarked
package io.flaghoist.log.transactions;

import org.jspecify.annotations.NullMarked;
