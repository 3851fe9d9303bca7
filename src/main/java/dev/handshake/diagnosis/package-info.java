/** Names the failure: reason, party, summary, remedy. */
@NullMarked
package dev.handshake.diagnosis;

import org.jspecify.annotations.NullMarked;
