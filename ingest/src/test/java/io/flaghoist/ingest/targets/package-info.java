/** Tests of the polled targets. */
@NullMarked
package io.flaghoist.ingest.targets;

import org.jspecify.annotations.NullMarked;
