/** Specifies {@code ingest.publish}. */
@NullMarked
package io.flaghoist.ingest.publish;

import org.jspecify.annotations.NullMarked;
