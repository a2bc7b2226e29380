/** Pure: which fault comes when, the same for the same seed. */
@NullMarked
package io.flaghoist.faults.plan;

import org.jspecify.annotations.NullMarked;
