/** Specifies {@code ingest.settings}. */
@NullMarked
package io.flaghoist.ingest.settings;

import org.jspecify.annotations.NullMarked;
