/** Tests of what every service is made of. */
@NullMarked
package io.flaghoist.service.admin;

import org.jspecify.annotations.NullMarked;
