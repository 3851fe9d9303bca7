/** The HTTP surface. */
@NullMarked
package dev.handshake.web;

import org.jspecify.annotations.NullMarked;
