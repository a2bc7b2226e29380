/** Upstream to log: the service's wiring. */
@NullMarked
package io.flaghoist.ingest;

import org.jspecify.annotations.NullMarked;
