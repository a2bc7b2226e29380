/** The log as anyone with a Kafka client reads it, and the guarantees that it must keep. */
@NullMarked
package io.flaghoist.acceptance.log;

import org.jspecify.annotations.NullMarked;
