/** When each target is due, how many at once, and how late. */
@NullMarked
package dev.handshake.schedule;

import org.jspecify.annotations.NullMarked;
