package dev.handshake.cli;

import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.Optional;

/** What the words of findings mean, for who meets them for the first time at night. A table. */
final class Gloss {
  private Gloss() {}

  /** The meaning of a finding; empty for a reason whose word says it. */
  static Optional<String> of(Finding finding) {
    return switch (finding) {
      case Reason reason when reason == Reason.ACCEPTANCE_UNCONFIRMED ->
          Optional.of("a certificate was asked for, and nothing proved that we were let in");
      case Reason _ -> Optional.empty();
      case Remark remark -> Optional.of(of(remark));
    };
  }

  private static String of(Remark remark) {
    return switch (remark) {
      case ACCEPTANCE_TLS_ONLY ->
          "the TLS layer did not refuse us; the application, which still may, was not asked";
      case EXPIRES_SOON -> "a certificate of the chain ends within 21 days";
      case CHAIN_MISORDERED -> "the certificates were sent in the wrong order";
      case CHAIN_EXTRA_CERTIFICATES -> "certificates were sent that have no part in the chain";
      case CHAIN_ROOT_SENT -> "the root was sent too, which clients ignore";
      case PATH_AMBIGUOUS -> "some clients will not find the trusted path";
      case CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES ->
          "the server did not name the issuer of our certificate";
      case CERTIFICATE_LONG_LIVED -> "a certificate is valid for longer than is usual";
      case NARROW_CLIENT ->
          "only the second engine got through; clients with a narrower offer will not";
      case SERVER_NAME_WARNING -> "the server warned that it does not know the server name";
      case STAPLE_STALE -> "the stapled OCSP answer is past its time";
      case REVOCATION_UNKNOWN -> "nothing said whether the certificate is revoked";
      case ANCHOR_EXPIRED -> "the trusted root itself has expired";
      case ADDRESS_FAILED -> "another address of the name was tried before, in vain";
      case RETRANSMISSIONS -> "packets were lost and sent again, so that the timings are too long";
      case LATE -> "this agent was late itself, so that the timings are too long";
      case POLICY_PROTOCOL -> "the TLS version is outside the policy";
      case POLICY_CIPHER -> "the cipher suite is outside the policy";
      case POLICY_GROUP -> "the key-exchange group is outside the policy";
      case POLICY_ISSUER -> "the issuer is outside the policy";
      case POLICY_LIFETIME -> "the certificate's lifetime is outside the policy";
    };
  }
}
