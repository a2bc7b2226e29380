/**
 * Delivers the records of one topic upstream, environment by environment: one consumer per service,
 * a queue and a progress of its own for each environment.
 */
@NullMarked
package io.flaghoist.log.delivery;

import org.jspecify.annotations.NullMarked;
