/** The reference evaluator, word for word, for comparison. */
@NullMarked
package io.flaghoist.testkit.reference;

import org.jspecify.annotations.NullMarked;
