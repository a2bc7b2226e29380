/** What happens inside an edge for a change and for a read, measured by JMH. */
@NullMarked
package io.flaghoist.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
