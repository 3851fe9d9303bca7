/** Events out: what becomes of breakers, told to webhooks and to Alertmanagers. */
@NullMarked
package dev.handshake.notify;

import org.jspecify.annotations.NullMarked;
