/**
 * Copies of an environment's log: one signed file that anybody can check with unzip and openssl, or
 * topics under another prefix or on another Kafka.
 */
@NullMarked
package io.flaghoist.history.copy;

import org.jspecify.annotations.NullMarked;
