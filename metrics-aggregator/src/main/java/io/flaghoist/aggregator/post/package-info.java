/** Outbox to SaaS: one line of batches per environment. */
@NullMarked
package io.flaghoist.aggregator.post;

import org.jspecify.annotations.NullMarked;
