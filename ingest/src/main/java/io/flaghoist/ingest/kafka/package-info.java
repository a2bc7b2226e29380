/** What everything in ingest that uses Kafka shares. */
@NullMarked
package io.flaghoist.ingest.kafka;

import org.jspecify.annotations.NullMarked;
