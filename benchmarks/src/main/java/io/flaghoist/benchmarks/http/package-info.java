/** How many requests an edge answers, and how fast, beside nginx. */
@NullMarked
package io.flaghoist.benchmarks.http;

import org.jspecify.annotations.NullMarked;
