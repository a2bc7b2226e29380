/** What differs between the log and upstream, and which of it may be published; pure. */
@NullMarked
package io.flaghoist.ingest.reconcile;

import org.jspecify.annotations.NullMarked;
