/**
 * The platform's side of the handshake: what Genesys Cloud's API says of client certificates,
 * gateways and changes, and the platform's own hosts.
 */
@NullMarked
package dev.handshake.genesys;

import org.jspecify.annotations.NullMarked;
