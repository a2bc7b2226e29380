@NullMarked
package io.flaghoist.faults.relay;

import org.jspecify.annotations.NullMarked;
