/** The examination, and around it one target's cycle: gate, examine, record, publish. */
@NullMarked
package dev.handshake.monitor;

import org.jspecify.annotations.NullMarked;
