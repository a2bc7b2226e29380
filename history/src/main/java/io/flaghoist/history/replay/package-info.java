/** Writes an environment's log again, under another prefix or on another Kafka. */
@NullMarked
package io.flaghoist.history.replay;

import org.jspecify.annotations.NullMarked;
