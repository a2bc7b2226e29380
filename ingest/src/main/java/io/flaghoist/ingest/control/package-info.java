/**
 * What people ordered: read from the control topic, judged, and carried out by who owns the log.
 */
@NullMarked
package io.flaghoist.ingest.control;

import org.jspecify.annotations.NullMarked;
