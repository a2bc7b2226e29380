@NullMarked
package io.flaghoist.faults.plan;

import org.jspecify.annotations.NullMarked;
