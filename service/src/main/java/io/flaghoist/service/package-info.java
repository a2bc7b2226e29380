/**
 * What every service is made of, whatever it does: variables in its settings, parts, threads,
 * problems.
 */
@NullMarked
package io.flaghoist.service;

import org.jspecify.annotations.NullMarked;
