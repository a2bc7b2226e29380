/** What differs between the log and what upstream says, and which of it may be published; pure. */
@NullMarked
package io.flaghoist.ingest.reconcile;

import org.jspecify.annotations.NullMarked;
