/** What ingest answers over HTTP: health, readiness, metrics. */
@NullMarked
package io.flaghoist.ingest.web;

import org.jspecify.annotations.NullMarked;
