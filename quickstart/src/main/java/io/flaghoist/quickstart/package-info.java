/** Everything in one JVM: what {@code ./flaghoist up} starts. */
@NullMarked
package io.flaghoist.quickstart;

import org.jspecify.annotations.NullMarked;
