/** An environment as it stood at any moment of its log, rebuilt from the nearest known state. */
@NullMarked
package io.flaghoist.history.past;

import org.jspecify.annotations.NullMarked;
