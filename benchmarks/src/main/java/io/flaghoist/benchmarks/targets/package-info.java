/** What a million stored targets take of an edge. */
@NullMarked
package io.flaghoist.benchmarks.targets;

import org.jspecify.annotations.NullMarked;
