/** Metrics from SDKs: as posted, in topics, and as posted to SaaS. */
@NullMarked
package io.flaghoist.schemas.metrics;

import org.jspecify.annotations.NullMarked;
