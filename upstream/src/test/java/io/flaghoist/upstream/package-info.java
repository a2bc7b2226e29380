/** Specifies {@code upstream}. */
@NullMarked
package io.flaghoist.upstream;

import org.jspecify.annotations.NullMarked;
