/** Tests of what is ended, and of what must not be. */
@NullMarked
package io.flaghoist.log.transactions;

import org.jspecify.annotations.NullMarked;
