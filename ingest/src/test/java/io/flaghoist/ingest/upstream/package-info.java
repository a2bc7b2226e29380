/** Tests of what is read from upstream. */
@NullMarked
package io.flaghoist.ingest.upstream;

import org.jspecify.annotations.NullMarked;
