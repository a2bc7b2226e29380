/** Specifies {@code ingest.environment}. */
@NullMarked
package io.flaghoist.ingest.environment;

import org.jspecify.annotations.NullMarked;
