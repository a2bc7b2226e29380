/** Specifies the load on routes. */
@NullMarked
package io.flaghoist.benchmarks.http;

import org.jspecify.annotations.NullMarked;
