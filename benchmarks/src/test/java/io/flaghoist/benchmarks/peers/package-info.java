/** Specifies which systems are measured, and what is told of those that cannot be. */
@NullMarked
package io.flaghoist.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
