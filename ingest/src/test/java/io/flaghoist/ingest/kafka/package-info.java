@NullMarked
package io.flaghoist.ingest.kafka;

import org.jspecify.annotations.NullMarked;
