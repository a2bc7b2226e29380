/** Specifies {@code ingest.reconcile}. */
@NullMarked
package io.flaghoist.ingest.reconcile;

import org.jspecify.annotations.NullMarked;
