package dev.handshake.diagnosis;

import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;

/** What to do about each reason and remark, said to the party that has to act. A table. */
final class Remedies {
  private Remedies() {}

  static String of(Reason reason) {
    return switch (reason) {
      case INTERNAL ->
          "Look at the agent's log for the stack, and at its limits: open files, memory, ports.";
      case DNS_NOT_FOUND -> "Correct the host name in the target, or create its DNS record.";
      case DNS_NO_ADDRESS ->
          "Create an A or AAAA record of the wanted family, or set `family` to the one that exists.";
      case DNS_FAILED ->
          "Ask whoever runs the zone, or the resolver that the summary names, why it cannot answer.";
      case DNS_TIMEOUT ->
          "Check that the resolver is up and reachable from this host, or name another under `dns.servers`.";
      case CONNECT_REFUSED ->
          "Start the server, or correct the port; a firewall that rejects looks the same.";
      case CONNECT_TIMEOUT ->
          "Check firewalls, security groups and routing between this host and the address; nothing answered at all.";
      case CONNECT_UNREACHABLE ->
          "Check this host's routes, and that the address family is available here.";
      case PROXY_FAILED ->
          "Check the proxy: its address, its credentials and what it lets through.";
      case STARTTLS_FAILED ->
          "Check that the server offers STARTTLS on this port, and that the protocol named in `starttls` is the right one.";
      case NOT_TLS ->
          "Point the target at the TLS port, or turn TLS on; if the protocol begins in plain text, set `starttls`.";
      case HANDSHAKE_TIMEOUT ->
          "Look at the server's load and at middleboxes that swallow packets; compare `handshake_timeout` with what is usual.";
      case CONNECTION_CLOSED, CONNECTION_RESET ->
          "Look at the server's own log for this moment; load balancers without a healthy backend and middleboxes that dislike the ClientHello end connections so.";
      case PROTOCOL_MISMATCH ->
          "Turn on TLS 1.2 or 1.3 at the server, or lower `min_version` here if an old version is meant.";
      case CIPHER_MISMATCH ->
          "Compare the server's cipher suites, groups and certificate type with what is offered; an ECDSA-only or RSA-only suite list with the other kind of certificate is the usual cause.";
      case SERVER_NAME_UNRECOGNIZED ->
          "Set `server_name` to a name that the server has, or add this one to its configuration.";
      case HANDSHAKE_REJECTED ->
          "Look up the alert in the server's own log; it names what it disliked.";
      case PROTOCOL_VIOLATION ->
          "Suspect the server's TLS software or a middlebox that alters the stream; capture the handshake and compare.";
      case HANDSHAKE_TOO_LARGE ->
          "Send only the leaf and its intermediates, and name fewer certificate authorities.";
      case CERTIFICATE_INTERCEPTED ->
          "Ask the network's owners to exempt this target from TLS inspection, or add the inspecting root to the policy if that is meant.";
      case CERTIFICATE_REVOKED -> "Replace the certificate now, and find out why it was revoked.";
      case CERTIFICATE_SELF_SIGNED ->
          "Have the certificate issued by an authority that clients trust, or add this one to the trust store if it is meant.";
      case CERTIFICATE_UNTRUSTED ->
          "Add the right root to the trust store, or have the server send a chain to a root that is trusted.";
      case CERTIFICATE_CHAIN_INCOMPLETE ->
          "Configure the server to send its intermediate certificates (the full chain), or add the issuer's root if it is unknown here.";
      case CERTIFICATE_ISSUER_NOT_CA,
          CERTIFICATE_PATH_LENGTH,
          CERTIFICATE_NAME_CONSTRAINT,
          CERTIFICATE_CRITICAL_EXTENSION ->
          "Have the certificate issued again by an authority that may issue it; the issuing chain itself is at fault.";
      case CERTIFICATE_INVALID ->
          "Replace the certificate: its encoding or a signature in its chain is broken.";
      case CERTIFICATE_NOT_YET_VALID ->
          "Check the clocks of this host and of the issuer, or put the earlier certificate back until the date.";
      case CERTIFICATE_EXPIRED -> "Renew the certificate that has ended, and reload the server.";
      case CERTIFICATE_NAME_MISMATCH ->
          "Have the name added to the certificate's subjectAltName, or correct the target's `verify_name`.";
      case CERTIFICATE_WRONG_EKU, CERTIFICATE_WRONG_KEY_USAGE ->
          "Have the certificate issued with a profile for TLS servers.";
      case CERTIFICATE_WEAK_KEY ->
          "Replace the key: RSA of at least 2048 bits or EC of at least 256.";
      case CERTIFICATE_WEAK_SIGNATURE ->
          "Have the certificate issued again with SHA-256 or better.";
      case CERTIFICATE_STAPLE_MISSING ->
          "Turn on OCSP stapling at the server and check that it can reach the responder.";
      case CLIENT_IDENTITY_UNUSABLE ->
          "Repair the identity's files: a certificate, its key that matches, and the right password.";
      case CLIENT_CERTIFICATE_REQUIRED ->
          "Give the target an `identity` whose certificate the server accepts.";
      case CLIENT_CERTIFICATE_UNTRUSTED ->
          "Add the issuer of our certificate to the server's trust store, or show a certificate of an authority it names; send the intermediates along.";
      case CLIENT_CERTIFICATE_EXPIRED -> "Renew our client certificate.";
      case CLIENT_CERTIFICATE_NOT_YET_VALID ->
          "Check the clocks on both sides, or use the earlier client certificate until the date.";
      case CLIENT_CERTIFICATE_WRONG_EKU ->
          "Have our certificate issued with extendedKeyUsage clientAuth.";
      case CLIENT_CERTIFICATE_REVOKED ->
          "Replace our client certificate, and find out why it was revoked.";
      case CLIENT_CERTIFICATE_REJECTED ->
          "Ask for the server's log at this moment; check our certificate's issuer, dates, usage and whether it is enrolled there.";
      case ACCEPTANCE_UNCONFIRMED ->
          "Add `http:` to the module, so that the application's answer proves whether we were let in; where it is there, look at why the application stays silent.";
      case MTLS_NOT_ENFORCED ->
          "Turn on the client-certificate check at the server: it let in someone it must refuse.";
      case POLICY_VIOLATION -> "Bring the server within the target's policy, or change the policy.";
      case HTTP_STATUS ->
          "Look at the application: the handshake and the certificates are good, its answer is not the expected one.";
      case HTTP_TIMEOUT ->
          "Look at the application: the handshake was good, no answer came in time.";
      case HTTP_INVALID ->
          "Check that HTTP/1.1 is spoken on this port, or take `http:` out of the module.";
    };
  }

  static String of(Remark remark) {
    return switch (remark) {
      case ACCEPTANCE_TLS_ONLY ->
          "Add `http:` to the module, so that the application's answer proves acceptance.";
      case EXPIRES_SOON -> "Renew the certificate before its end.";
      case CHAIN_MISORDERED ->
          "Put the server's certificate file in order: the leaf first, each followed by its issuer.";
      case CHAIN_EXTRA_CERTIFICATES ->
          "Take the certificates out of the server's file that do not lead from its leaf to a root.";
      case CHAIN_ROOT_SENT ->
          "Take the root out of the server's certificate file; it costs bytes and helps nobody.";
      case PATH_AMBIGUOUS ->
          "Send one way to the root that clients know, without branches that end elsewhere.";
      case CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES ->
          "Show a certificate of an authority that the server names, or have ours added there.";
      case CERTIFICATE_LONG_LIVED ->
          "Have the certificate issued for a year or less; public clients refuse what lives longer.";
      case NARROW_CLIENT ->
          "Give the server a P-256 or RSA certificate and the usual suites and groups, if all clients are to get through.";
      case SERVER_NAME_WARNING ->
          "Add the name to the server's configuration, or set `server_name` to one it has.";
      case STAPLE_STALE ->
          "Check that the server can reach its OCSP responder and fetches anew in time.";
      case REVOCATION_UNKNOWN ->
          "Check that the sources named under `revocation` can be reached and are up to date.";
      case ANCHOR_EXPIRED ->
          "Replace the root in the trust store, and move the server to a chain under it.";
      case ADDRESS_FAILED ->
          "Look at the addresses that the name resolves to; set `addresses: all` to watch each.";
      case RETRANSMISSIONS -> "Look at packet loss between this host and the target.";
      case LATE ->
          "Give this agent more CPU or fewer targets; do not compare the timings of this probe.";
      case POLICY_PROTOCOL, POLICY_CIPHER, POLICY_GROUP, POLICY_ISSUER, POLICY_LIFETIME ->
          "Bring the server within the target's policy, or change the policy.";
    };
  }
}
