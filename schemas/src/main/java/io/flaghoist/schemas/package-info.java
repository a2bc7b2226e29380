/** The contract of all services: the names and contents of the topics. */
@NullMarked
package io.flaghoist.schemas;

import org.jspecify.annotations.NullMarked;
