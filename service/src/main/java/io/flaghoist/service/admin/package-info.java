/** The admin port of a service: who may ask what of it. */
@NullMarked
package io.flaghoist.service.admin;

import org.jspecify.annotations.NullMarked;
