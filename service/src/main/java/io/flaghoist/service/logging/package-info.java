/** Makes all log output safe: bounded, escaped, rate-limited and without secrets. */
@NullMarked
package io.flaghoist.service.logging;

import org.jspecify.annotations.NullMarked;
