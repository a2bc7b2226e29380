/** SDK metrics to SaaS: sums what edges publish, posts it, and commits what SaaS accepted. */
@NullMarked
package io.flaghoist.aggregator;

import org.jspecify.annotations.NullMarked;
