/** Environments and targets by chance, always the same for the same seed. */
@NullMarked
package io.flaghoist.testkit.random;

import org.jspecify.annotations.NullMarked;
