/**
 * The system under test: a broker, a SaaS, an ingest and two edges, and what can be asked of them.
 */
@NullMarked
package io.flaghoist.acceptance.relay;

import org.jspecify.annotations.NullMarked;
