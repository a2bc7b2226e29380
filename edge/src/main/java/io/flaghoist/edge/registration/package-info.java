/** Forwards targets seen on auth to topics, each content once. */
@NullMarked
package io.flaghoist.edge.registration;

import org.jspecify.annotations.NullMarked;
