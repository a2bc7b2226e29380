/** Where tests may listen. */
@NullMarked
package io.flaghoist.testkit.net;

import org.jspecify.annotations.NullMarked;
