/** Specifies {@code ingest.upstream}. */
@NullMarked
package io.flaghoist.ingest.upstream;

import org.jspecify.annotations.NullMarked;
