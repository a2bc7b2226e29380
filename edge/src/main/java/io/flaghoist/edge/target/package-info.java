/** What routes ask and tell of targets: those that are stored, and those that auth has seen. */
@NullMarked
package io.flaghoist.edge.target;

import org.jspecify.annotations.NullMarked;
