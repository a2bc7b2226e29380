/** The decision, held against cases, vectors and laws. */
@NullMarked
package io.flaghoist.evaluation;

import org.jspecify.annotations.NullMarked;
