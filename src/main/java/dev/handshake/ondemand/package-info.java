/** Probes that somebody asks for and waits for: who may be asked about, and when it is done. */
@NullMarked
package dev.handshake.ondemand;

import org.jspecify.annotations.NullMarked;
