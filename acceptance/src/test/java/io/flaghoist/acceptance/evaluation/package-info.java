/** Our evaluator against an official one, and what the two are known to disagree about. */
@NullMarked
package io.flaghoist.acceptance.evaluation;

import org.jspecify.annotations.NullMarked;
