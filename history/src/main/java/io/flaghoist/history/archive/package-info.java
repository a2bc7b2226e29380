/** An environment's log as one signed file that anybody can check with unzip and openssl. */
@NullMarked
package io.flaghoist.history.archive;

import org.jspecify.annotations.NullMarked;
