/** One worker per environment: follows upstream, asks reconcile what to do, hands it to the log. */
@NullMarked
package io.flaghoist.ingest.environment;

import org.jspecify.annotations.NullMarked;
