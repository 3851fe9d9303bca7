/**
 * The agent as a process of its own against the whole lab for hours, with faults in turn, and
 * whether what it holds stays flat.
 */
@NullMarked
package dev.handshake.soak;

import org.jspecify.annotations.NullMarked;
