/** Progress of long operations on a terminal. */
@NullMarked
package io.flaghoist.console.progress;

import org.jspecify.annotations.NullMarked;
