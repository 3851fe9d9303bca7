/** May this target be probed now: a state machine on a given clock. */
@NullMarked
package dev.handshake.breaker;

import org.jspecify.annotations.NullMarked;
