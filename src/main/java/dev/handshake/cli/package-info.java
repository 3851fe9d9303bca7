/** The commands: parse, call, print, exit status. */
@NullMarked
package dev.handshake.cli;

import org.jspecify.annotations.NullMarked;
