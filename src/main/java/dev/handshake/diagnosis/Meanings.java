package dev.handshake.diagnosis;

import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;

/** What each word for a failure or a remark means, whatever the case. A table. */
public final class Meanings {
  private Meanings() {}

  /** The meaning of a word, as one sentence or two. */
  public static String of(Finding finding) {
    return switch (finding) {
      case Reason reason -> of(reason);
      case Remark remark -> of(remark);
    };
  }

  private static String of(Reason reason) {
    return switch (reason) {
      case INTERNAL ->
          "The agent itself failed or ran short of something; this says nothing about the target.";
      case DNS_NOT_FOUND -> "The name does not exist (NXDOMAIN).";
      case DNS_NO_ADDRESS -> "The name exists, but has no address of the wanted family.";
      case DNS_FAILED ->
          "The name server answered that it cannot or will not answer (SERVFAIL, REFUSED and the like), or answered nonsense.";
      case DNS_TIMEOUT -> "No name server answered in time.";
      case CONNECT_REFUSED ->
          "The host is reachable, and nothing listens on the port: the attempt to connect was answered with a reset.";
      case CONNECT_TIMEOUT -> "Nothing answered the attempt to connect.";
      case CONNECT_UNREACHABLE ->
          "There is no route to the address, or a router on the way said that there is none.";
      case PROXY_FAILED ->
          "The HTTP proxy did not make the connection to the target; the target was not reached.";
      case STARTTLS_FAILED ->
          "The plain-text conversation before TLS was refused, made no sense or did not end.";
      case NOT_TLS -> "The peer answered, but not in TLS: plain HTTP, a banner, garbage.";
      case HANDSHAKE_TIMEOUT -> "The connection stood, then the peer was too slow or silent.";
      case CONNECTION_CLOSED ->
          "The peer ended the connection in order before the handshake was done, without an alert.";
      case CONNECTION_RESET ->
          "The connection was reset before the handshake was done, without an alert.";
      case PROTOCOL_MISMATCH ->
          "There is no TLS version that both sides allow: the server said so (alert 70) or chose one that we do not allow.";
      case CIPHER_MISMATCH ->
          "There is no cipher suite, key-exchange group or signature scheme that both sides allow; both engines were refused.";
      case SERVER_NAME_UNRECOGNIZED ->
          "The server has no such name and ended the handshake for it (alert 112).";
      case HANDSHAKE_REJECTED ->
          "The server ended the handshake with an alert that is not about our certificate.";
      case PROTOCOL_VIOLATION -> "What the server sent breaks the rules of TLS.";
      case HANDSHAKE_TOO_LARGE ->
          "The server sends or announces more than 256 KiB before the handshake is done.";
      case CERTIFICATE_INTERCEPTED ->
          "Strong evidence says that a TLS-inspecting proxy answered in the target's place; the findings name it.";
      case CERTIFICATE_REVOKED ->
          "The certificate's issuer has revoked it, and the signed answer or list that says so holds.";
      case CERTIFICATE_SELF_SIGNED ->
          "The server's certificate is signed with its own key and is not in the trust store.";
      case CERTIFICATE_UNTRUSTED ->
          "The chain ends in an authority that is not in the trust store.";
      case CERTIFICATE_CHAIN_INCOMPLETE ->
          "The server does not send a certificate that the path to a trusted root needs, or its only certificate comes from an unknown issuer.";
      case CERTIFICATE_ISSUER_NOT_CA ->
          "A certificate of the path was issued by one that may not issue any.";
      case CERTIFICATE_PATH_LENGTH ->
          "The path has more intermediates than one of its authorities allows.";
      case CERTIFICATE_NAME_CONSTRAINT ->
          "An authority of the path may not issue for one of the certificate's names.";
      case CERTIFICATE_CRITICAL_EXTENSION ->
          "A certificate of the path has a critical extension that is not understood, which must not be ignored.";
      case CERTIFICATE_INVALID ->
          "A certificate of the path cannot be read, or a signature in it is wrong.";
      case CERTIFICATE_NOT_YET_VALID ->
          "A certificate of the path is not valid yet, by this host's clock.";
      case CERTIFICATE_EXPIRED -> "A certificate of the path has ended.";
      case CERTIFICATE_NAME_MISMATCH ->
          "No subjectAltName of the certificate matches the name that was meant; the CN is no name.";
      case CERTIFICATE_WRONG_EKU ->
          "The extended key usage of the certificate, or of an authority above it, does not allow TLS servers.";
      case CERTIFICATE_WRONG_KEY_USAGE ->
          "The key usage of the certificate, or of an authority above it, does not allow what it is used for.";
      case CERTIFICATE_WEAK_KEY ->
          "A key of the path is too weak: RSA below 2048 bits or EC below 256.";
      case CERTIFICATE_WEAK_SIGNATURE ->
          "A certificate of the path is signed with SHA-1 or MD5, which can be forged.";
      case CERTIFICATE_STAPLE_MISSING ->
          "The certificate or the policy demands a stapled OCSP answer, and none came that holds.";
      case CLIENT_IDENTITY_UNUSABLE ->
          "Our own certificate or key could not be loaded or used; nothing was sent to the target.";
      case CLIENT_CERTIFICATE_REQUIRED ->
          "The server wants a client certificate, and refused us since none was sent.";
      case CLIENT_CERTIFICATE_UNTRUSTED ->
          "The server refused our certificate: it does not trust the authority that issued it, or was not sent the way there.";
      case CLIENT_CERTIFICATE_EXPIRED -> "The server refused our certificate, which has ended.";
      case CLIENT_CERTIFICATE_NOT_YET_VALID ->
          "The server refused our certificate, which is not valid yet.";
      case CLIENT_CERTIFICATE_WRONG_EKU ->
          "The server refused our certificate, which is not made for TLS clients.";
      case CLIENT_CERTIFICATE_REVOKED ->
          "The server refused our certificate, since it has been revoked.";
      case CLIENT_CERTIFICATE_REJECTED ->
          "The server refused our certificate, and it cannot be told why: it looks good from here.";
      case ACCEPTANCE_UNCONFIRMED ->
          "The server asked for a certificate, and nothing proved that we were let in.";
      case MTLS_NOT_ENFORCED -> "The server must refuse us, and let us in.";
      case POLICY_VIOLATION ->
          "The handshake works, but is outside of the target's policy; the findings name in what.";
      case HTTP_STATUS ->
          "The application answered with a status that is not expected; TLS is good.";
      case HTTP_TIMEOUT -> "The application did not answer in time; TLS is good.";
      case HTTP_INVALID -> "What answered within TLS does not speak HTTP, or ended without answer.";
    };
  }

  private static String of(Remark remark) {
    return switch (remark) {
      case ACCEPTANCE_TLS_ONLY ->
          "The TLS layer did not refuse us; the application, which still may, was not asked.";
      case EXPIRES_SOON -> "A certificate of the chain ends within 21 days.";
      case CHAIN_MISORDERED -> "The certificates were sent in the wrong order.";
      case CHAIN_EXTRA_CERTIFICATES -> "Certificates were sent that have no part in the chain.";
      case CHAIN_ROOT_SENT -> "The root was sent too, which clients ignore.";
      case PATH_AMBIGUOUS -> "Some clients will not find the trusted path.";
      case CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES ->
          "The server did not name the issuer of our certificate among those it accepts.";
      case CERTIFICATE_LONG_LIVED -> "A certificate is valid for longer than is usual.";
      case NARROW_CLIENT ->
          "Only the second engine got through; clients with a narrower offer will not.";
      case SERVER_NAME_WARNING ->
          "The server warned that it does not know the server name, and went on.";
      case STAPLE_STALE -> "The stapled OCSP answer is past its time.";
      case REVOCATION_UNKNOWN -> "Nothing said whether the certificate is revoked.";
      case ANCHOR_EXPIRED -> "The trusted root itself has ended.";
      case ADDRESS_FAILED -> "Another address of the name was tried before, in vain.";
      case RETRANSMISSIONS -> "Packets were lost and sent again, so that the timings are too long.";
      case LATE -> "This agent was late itself, so that the timings are too long.";
      case POLICY_PROTOCOL -> "The TLS version is outside of the policy.";
      case POLICY_CIPHER -> "The cipher suite is outside of the policy.";
      case POLICY_GROUP -> "The key-exchange group is outside of the policy.";
      case POLICY_ISSUER -> "The issuer or the root is outside of the policy.";
      case POLICY_LIFETIME -> "The certificate has fewer days left than the policy demands.";
    };
  }
}
