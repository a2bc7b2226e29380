@NullMarked
package io.flaghoist.faults.load;

import org.jspecify.annotations.NullMarked;
