@NullMarked
package io.flaghoist.ingest.contact;

import org.jspecify.annotations.NullMarked;
