/**
 * How Kafka is reached: one set of settings and variables, and the clients that are made with it.
 */
@NullMarked
package io.flaghoist.log.client;

import org.jspecify.annotations.NullMarked;
