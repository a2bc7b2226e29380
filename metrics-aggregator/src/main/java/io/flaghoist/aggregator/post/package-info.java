/** Outbox to SaaS. */
@NullMarked
package io.flaghoist.aggregator.post;

import org.jspecify.annotations.NullMarked;
