/**
 * Real Kafka brokers for tests and for the quickstart: in this JVM, as a child process, or in a
 * container.
 */
@NullMarked
package io.flaghoist.testkit.broker;

import org.jspecify.annotations.NullMarked;
