/** What the aggregator answers over HTTP: health, readiness, metrics. */
@NullMarked
package io.flaghoist.aggregator.web;

import org.jspecify.annotations.NullMarked;
