/** Services as child processes of a test: started, awaited, signalled, and ended with it. */
@NullMarked
package io.flaghoist.testkit.process;

import org.jspecify.annotations.NullMarked;
