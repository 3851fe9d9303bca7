/** The joined result of one cycle, its listeners, and the store of latest and recent. */
@NullMarked
package dev.handshake.report;

import org.jspecify.annotations.NullMarked;
