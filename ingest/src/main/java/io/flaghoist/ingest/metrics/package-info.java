/** The counters and gauges of ingest. */
@NullMarked
package io.flaghoist.ingest.metrics;

import org.jspecify.annotations.NullMarked;
