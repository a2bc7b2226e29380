@NullMarked
package io.flaghoist.faults;

import org.jspecify.annotations.NullMarked;
