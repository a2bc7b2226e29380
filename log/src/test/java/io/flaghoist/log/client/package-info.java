/** Tests of how Kafka is reached. */
@NullMarked
package io.flaghoist.log.client;

import org.jspecify.annotations.NullMarked;
