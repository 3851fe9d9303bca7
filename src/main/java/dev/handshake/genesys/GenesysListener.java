package dev.handshake.genesys;

/** Hears what becomes of organizations; called on one loop, returns quickly. */
public interface GenesysListener {
  /** A source that was up, or was never asked, is down now. */
  void failed(String organization, String source, SourceStatus.Failure failure);

  /** A source that was down is up again. */
  void returned(String organization, String source);

  /** Other client certificates are believed than before. */
  void changed(String organization, CertificateChange change);

  /** Somebody changed something that certificates depend on. */
  void audited(String organization, AuditEvent event);
}
