/**
 * How we call the web services that we rely on: verified whatever happens, bounded in time and
 * size, through our own resolver.
 */
@NullMarked
package dev.handshake.outgoing;

import org.jspecify.annotations.NullMarked;
