/** The edge as a process: settings, wiring, life cycle. */
@NullMarked
package io.flaghoist.edge;

import org.jspecify.annotations.NullMarked;
