/** The topic catalogue: every topic's name, key, cleanup, partitions and retention. */
@NullMarked
package io.flaghoist.schemas.topic;

import org.jspecify.annotations.NullMarked;
