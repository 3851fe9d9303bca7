/** Who may be dialled: one guard for all addresses that come from others. */
@NullMarked
package dev.handshake.address;

import org.jspecify.annotations.NullMarked;
