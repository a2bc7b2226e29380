/** Specifies {@code upstream}. */
@NullMarked
package io.flaghoist.saas;

import org.jspecify.annotations.NullMarked;
