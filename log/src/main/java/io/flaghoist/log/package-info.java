/** Everything that talks Kafka and is not a service's own decision. */
@NullMarked
package io.flaghoist.log;

import org.jspecify.annotations.NullMarked;
