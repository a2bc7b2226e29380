/** The records of the topics and their codecs, without a Kafka client. */
@NullMarked
package io.flaghoist.schemas.record;

import org.jspecify.annotations.NullMarked;
