/** How ingest reports itself: health over HTTP, and every few seconds the status topic. */
@NullMarked
package io.flaghoist.ingest.status;

import org.jspecify.annotations.NullMarked;
