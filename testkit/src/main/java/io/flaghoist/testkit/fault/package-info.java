/** Faults between two ends of a TCP connection: slow, silent, cut, refused, damaged. */
@NullMarked
package io.flaghoist.testkit.fault;

import org.jspecify.annotations.NullMarked;
