/** What the log answers: history, audit, replay and time travel, on the command line. */
@NullMarked
package io.flaghoist.console;

import org.jspecify.annotations.NullMarked;
