/** The SSE streams of SDKs: one event per write, bounded, never blocking. */
@NullMarked
package io.flaghoist.simulator.stream;

import org.jspecify.annotations.NullMarked;
