/** How long it takes until an SDK's stream tells of a change in SaaS. */
@NullMarked
package io.flaghoist.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
