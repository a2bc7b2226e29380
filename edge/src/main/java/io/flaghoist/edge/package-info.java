/** The edge as a process: its settings, its wiring and its life cycle. */
@NullMarked
package io.flaghoist.edge;

import org.jspecify.annotations.NullMarked;
