/** The closed words of the contract: reason, remark, phase, party, check, acceptance. */
@NullMarked
package dev.handshake.reason;

import org.jspecify.annotations.NullMarked;
