/** Makes the observation: resolver, connector, TLS engines and wire tap, acceptance, HTTP. */
@NullMarked
package dev.handshake.probe;

import org.jspecify.annotations.NullMarked;
