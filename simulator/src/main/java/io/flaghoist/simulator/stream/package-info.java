/** The SSE streams of SDKs: one event per write, bounded, never waited for. */
@NullMarked
package io.flaghoist.simulator.stream;

import org.jspecify.annotations.NullMarked;
