/** What every service answers over HTTP. */
@NullMarked
package io.flaghoist.service.web;

import org.jspecify.annotations.NullMarked;
