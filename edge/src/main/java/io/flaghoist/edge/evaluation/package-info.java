/** Evaluations for client SDKs: compiled environments, answers as bytes, flags that fail. */
@NullMarked
package io.flaghoist.edge.evaluation;

import org.jspecify.annotations.NullMarked;
