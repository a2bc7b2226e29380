/** Targets that auth has seen, on their way into topics, each content once. */
@NullMarked
package io.flaghoist.edge.registration;

import org.jspecify.annotations.NullMarked;
