/** What is written to a log, whoever sent it: bounded, escaped, not too often, and no secrets. */
@NullMarked
package io.flaghoist.service.logging;

import org.jspecify.annotations.NullMarked;
