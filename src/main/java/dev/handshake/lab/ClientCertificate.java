package dev.handshake.lab;

import java.util.Locale;

/** What a client of the lab may show; {@link LabPki} mints one of each. */
public enum ClientCertificate {
  /** Issued by the authority that the lab's servers trust. */
  ACCEPTED,
  /** Issued by an authority that they do not know. */
  UNTRUSTED,
  /** Issued by the right authority, ended yesterday. */
  EXPIRED,
  /** Issued by the right authority, begins tomorrow. */
  NOT_YET_VALID,
  /** Issued by the right authority, for servers only. */
  WRONG_EKU;

  /** The name of the identity that shows it, also of its files. */
  public String identity() {
    return "lab-client-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
