/** What people ordered, as the control topic has it. */
@NullMarked
package io.flaghoist.ingest.control;

import org.jspecify.annotations.NullMarked;
