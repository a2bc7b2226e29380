/**
 * Harness SaaS as a client sees it: requests, their outcomes, tokens, streams, and when to ask
 * again.
 */
@NullMarked
package io.flaghoist.saas;

import org.jspecify.annotations.NullMarked;
