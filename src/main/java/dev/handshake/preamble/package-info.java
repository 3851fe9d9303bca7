/**
 * What is said in plain text before TLS begins: HTTP CONNECT to a proxy, and the STARTTLS of eight
 * protocols, each as pure functions from what was heard to what is done next.
 */
@NullMarked
package dev.handshake.preamble;

import org.jspecify.annotations.NullMarked;
