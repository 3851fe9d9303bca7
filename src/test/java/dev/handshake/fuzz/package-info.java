/** Readers of foreign bytes, and what must hold of each of them whatever it is given. */
@NullMarked
package dev.handshake.fuzz;

import org.jspecify.annotations.NullMarked;
