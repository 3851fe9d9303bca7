package dev.handshake.genesys;

import dev.handshake.certificate.CertificateFacts;

/**
 * An authority that edges and phones trust.
 *
 * @param type {@code MANAGED} or {@code REMOTE}
 */
public record EdgeAuthority(String name, String type, CertificateFacts certificate) {}
