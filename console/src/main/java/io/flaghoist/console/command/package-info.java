/** The command line: options in, data asked for, rows or JSON out. */
@NullMarked
package io.flaghoist.console.command;

import org.jspecify.annotations.NullMarked;
