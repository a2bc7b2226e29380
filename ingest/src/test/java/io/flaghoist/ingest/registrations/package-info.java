/** Tests of registration upstream. */
@NullMarked
package io.flaghoist.ingest.registrations;

import org.jspecify.annotations.NullMarked;
