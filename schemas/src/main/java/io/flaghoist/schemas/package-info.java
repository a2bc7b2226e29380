/** The contract that all services share: what the topics are called and what they hold. */
@NullMarked
package io.flaghoist.schemas;

import org.jspecify.annotations.NullMarked;
