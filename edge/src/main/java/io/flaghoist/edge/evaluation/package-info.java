/** Evaluations for client SDKs: compiled environments, responses as bytes, failing flags. */
@NullMarked
package io.flaghoist.edge.evaluation;

import org.jspecify.annotations.NullMarked;
