/** Whether Kafka answers, as all clients of this process together know it. */
@NullMarked
package io.flaghoist.ingest.contact;

import org.jspecify.annotations.NullMarked;
