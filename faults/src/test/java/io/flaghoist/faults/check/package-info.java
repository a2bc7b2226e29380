@NullMarked
package io.flaghoist.faults.check;

import org.jspecify.annotations.NullMarked;
