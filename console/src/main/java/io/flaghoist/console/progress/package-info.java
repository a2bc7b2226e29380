/** How far something long has come, for a person who waits. */
@NullMarked
package io.flaghoist.console.progress;

import org.jspecify.annotations.NullMarked;
