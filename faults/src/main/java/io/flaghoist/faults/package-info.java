/** A whole relay, broken on purpose: {@code ./flaghoist faults}. */
@NullMarked
package io.flaghoist.faults;

import org.jspecify.annotations.NullMarked;
