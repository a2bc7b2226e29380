/** The log as it lies in Kafka: read from any place of it, never written. */
@NullMarked
package io.flaghoist.history.log;

import org.jspecify.annotations.NullMarked;
