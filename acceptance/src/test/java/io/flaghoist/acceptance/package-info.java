/** The whole system, driven by real SDKs over real HTTP while it is disturbed. */
@NullMarked
package io.flaghoist.acceptance;

import org.jspecify.annotations.NullMarked;
