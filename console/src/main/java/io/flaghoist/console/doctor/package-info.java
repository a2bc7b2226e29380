/** Examines brokers, topics, rights, clocks, upstream and edges, and says what to do; as data. */
@NullMarked
package io.flaghoist.console.doctor;

import org.jspecify.annotations.NullMarked;
