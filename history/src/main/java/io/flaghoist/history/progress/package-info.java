/** How far something long has come. */
@NullMarked
package io.flaghoist.history.progress;

import org.jspecify.annotations.NullMarked;
