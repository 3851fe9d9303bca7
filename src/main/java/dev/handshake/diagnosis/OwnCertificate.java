package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.credential.IdentityFindings;

/**
 * What is known of the certificate that we sent, beside the server's answer.
 *
 * @param identity the name of the identity that was shown
 * @param findings our own check of it
 * @param trust the name of the target's trust store
 * @param underTrust what a server would find that trusts for clients what the target's trust store
 *     trusts for servers
 */
public record OwnCertificate(
    String identity, IdentityFindings findings, String trust, ChainFindings underTrust) {}
