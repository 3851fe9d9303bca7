/** What the network says of certificates: OCSP, lists, issuers; fetched off the probe's path. */
@NullMarked
package dev.handshake.revocation;

import org.jspecify.annotations.NullMarked;
