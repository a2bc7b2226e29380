@NullMarked
package io.flaghoist.faults.watch;

import org.jspecify.annotations.NullMarked;
