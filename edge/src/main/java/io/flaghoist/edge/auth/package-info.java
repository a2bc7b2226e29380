/** Who may ask for what: SDK keys, the tokens issued for them, and the verdict on a request. */
@NullMarked
package io.flaghoist.edge.auth;

import org.jspecify.annotations.NullMarked;
