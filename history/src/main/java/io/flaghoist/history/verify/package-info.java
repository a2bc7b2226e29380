/**
 * Whether an environment's log is intact: the hash chain of its history, and its config topic
 * against it. Pure over records, wherever they lie.
 */
@NullMarked
package io.flaghoist.history.verify;

import org.jspecify.annotations.NullMarked;
