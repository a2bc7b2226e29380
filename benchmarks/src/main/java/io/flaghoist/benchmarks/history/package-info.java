/** What an answer out of a long history takes on the command line. */
@NullMarked
package io.flaghoist.benchmarks.history;

import org.jspecify.annotations.NullMarked;
