/** Agreement with x509-limbo, a corpus of other people's. */
@NullMarked
package dev.handshake.limbo;

import org.jspecify.annotations.NullMarked;
