/** Authentication and authorization: SDK keys, tokens, verdicts. */
@NullMarked
package io.flaghoist.edge.auth;

import org.jspecify.annotations.NullMarked;
