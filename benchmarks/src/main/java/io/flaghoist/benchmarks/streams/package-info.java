/** Thousands of SDK streams: how soon all are told, and what each costs. */
@NullMarked
package io.flaghoist.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
