/** The records on the topics and their codecs, free of any Kafka client. */
@NullMarked
package io.flaghoist.schemas.record;

import org.jspecify.annotations.NullMarked;
