/** Says every few seconds on the status topic how this ingest is doing. */
@NullMarked
package io.flaghoist.ingest.status;

import org.jspecify.annotations.NullMarked;
