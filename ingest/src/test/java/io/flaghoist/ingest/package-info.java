/** Specifies ingest on a real broker against the simulator. */
@NullMarked
package io.flaghoist.ingest;

import org.jspecify.annotations.NullMarked;
