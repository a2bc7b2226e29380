/** A run from its plan to its verdict. */
@NullMarked
package io.flaghoist.faults.run;

import org.jspecify.annotations.NullMarked;
