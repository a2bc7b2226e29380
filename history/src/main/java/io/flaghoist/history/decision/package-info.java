/** What flags were for targets, at one moment or at two. Pure. */
@NullMarked
package io.flaghoist.history.decision;

import org.jspecify.annotations.NullMarked;
