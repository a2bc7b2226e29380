/** An embedded single-node Kafka, for the quickstart and for tests. */
@NullMarked
package io.flaghoist.broker;

import org.jspecify.annotations.NullMarked;
