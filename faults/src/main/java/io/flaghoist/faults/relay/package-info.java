/** The relay under faults: its processes, what stands between them, and what breaks them. */
@NullMarked
package io.flaghoist.faults.relay;

import org.jspecify.annotations.NullMarked;
