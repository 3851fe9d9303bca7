package dev.handshake.diagnosis;

import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;

/** How anyone can see a word with their own eyes: a row of the lab, or commands of a shell. */
sealed interface Demonstration {
  /** A row of the lab that provokes it. */
  record Row(String name) implements Demonstration {}

  /** Commands that provoke it; {@code probe} stands for the jar and its command. */
  record Shell(String commands) implements Demonstration {}

  /** No one command: it takes a network, a clock or a target of one's own. */
  record Unstaged() implements Demonstration {}

  static Demonstration of(Finding finding) {
    return switch (finding) {
      case Reason reason -> of(reason);
      case Remark remark -> of(remark);
    };
  }

  private static Demonstration of(Reason reason) {
    return switch (reason) {
      case INTERNAL ->
          new Shell(
              """
              # a network in which no local port is left to connect from
              unshare -r -n sh -c '
                ip link set lo up
                echo 40000 40001 >/proc/sys/net/ipv4/ip_local_port_range
                echo 40000-40001 >/proc/sys/net/ipv4/ip_local_reserved_ports
                probe 127.0.0.1:443'\
              """);
      case DNS_NOT_FOUND -> new Row("name-missing");
      case DNS_NO_ADDRESS -> new Row("name-empty");
      case DNS_FAILED -> new Row("name-fails");
      case DNS_TIMEOUT -> new Row("name-unanswered");
      case CONNECT_REFUSED -> new Row("closed-port");
      case CONNECT_TIMEOUT -> new Row("backlog-full");
      case CONNECT_UNREACHABLE -> new Row("no-route");
      case PROXY_FAILED -> new Row("proxy-refused");
      case STARTTLS_FAILED ->
          new Shell(
              """
              cat >mail.yml <<EOF
              targets: [{name: mail, address: "127.0.0.1:8025", starttls: smtp}]
              EOF
              (echo '554 no service'; sleep 5) | nc -l -p 8025 &
              probe --config.file=mail.yml\
              """);
      case NOT_TLS -> new Row("plain-http");
      case HANDSHAKE_TIMEOUT -> new Row("silence");
      case CONNECTION_CLOSED -> new Row("closes");
      case CONNECTION_RESET -> new Row("resets");
      case PROTOCOL_MISMATCH -> new Row("old-protocol-alert");
      case CIPHER_MISMATCH -> new Row("no-common-cipher");
      case SERVER_NAME_UNRECOGNIZED -> new Row("unknown-name");
      case HANDSHAKE_REJECTED -> new Row("internal-error");
      case PROTOCOL_VIOLATION -> new Row("out-of-order");
      case HANDSHAKE_TOO_LARGE -> new Row("too-large");
      case CERTIFICATE_INTERCEPTED ->
          new Shell(
              """
              mitmdump --listen-port 8080 &
              cat >expected.yml <<EOF
              trust: {both: {files: [mitmproxy-ca-cert.pem], include_system: true}}
              modules: {expected: {trust: both, policy: {roots: ["CN=ISRG Root X1,O=Internet Security Research Group,C=US"]}}}
              targets: [{name: crm, address: "letsencrypt.org:443", module: expected, proxy: "http://127.0.0.1:8080"}]
              EOF
              probe --config.file=expected.yml\
              """);
      case CERTIFICATE_REVOKED ->
          new Shell(
              """
              cat >lists.yml <<EOF
              modules: {lists: {revocation: {crl: true}}}
              targets: [{name: revoked, address: "revoked.badssl.com:443", module: lists}]
              EOF
              probe --config.file=lists.yml\
              """);
      case CERTIFICATE_SELF_SIGNED -> new Row("self-signed");
      case CERTIFICATE_UNTRUSTED -> new Row("unknown-root");
      case CERTIFICATE_CHAIN_INCOMPLETE -> new Row("missing-intermediate");
      case CERTIFICATE_ISSUER_NOT_CA -> new Row("issuer-not-ca");
      case CERTIFICATE_PATH_LENGTH -> new Row("path-length");
      case CERTIFICATE_NAME_CONSTRAINT -> new Row("name-constraint");
      case CERTIFICATE_CRITICAL_EXTENSION -> new Row("critical-extension");
      case CERTIFICATE_INVALID -> new Row("bad-signature");
      case CERTIFICATE_NOT_YET_VALID -> new Row("not-yet-valid");
      case CERTIFICATE_EXPIRED -> new Row("expired");
      case CERTIFICATE_NAME_MISMATCH -> new Row("wrong-name");
      case CERTIFICATE_WRONG_EKU -> new Row("wrong-eku");
      case CERTIFICATE_WRONG_KEY_USAGE -> new Row("wrong-key-usage");
      case CERTIFICATE_WEAK_KEY -> new Row("weak-key");
      case CERTIFICATE_WEAK_SIGNATURE -> new Row("weak-signature");
      case CERTIFICATE_STAPLE_MISSING ->
          new Shell(
              """
              cat >stapled.yml <<EOF
              modules: {stapled: {policy: {require_staple: true}}}
              targets: [{name: crm, address: "www.google.com:443", module: stapled}]
              EOF
              probe --config.file=stapled.yml\
              """);
      case CLIENT_IDENTITY_UNUSABLE -> new Row("mtls-unusable");
      case CLIENT_CERTIFICATE_REQUIRED -> new Row("mtls-missing-tls13");
      case CLIENT_CERTIFICATE_UNTRUSTED -> new Row("mtls-untrusted-tls13");
      case CLIENT_CERTIFICATE_EXPIRED -> new Row("mtls-expired-tls13");
      case CLIENT_CERTIFICATE_NOT_YET_VALID -> new Row("mtls-not-yet-valid-tls13");
      case CLIENT_CERTIFICATE_WRONG_EKU -> new Row("mtls-wrong-eku-tls13");
      case CLIENT_CERTIFICATE_REVOKED ->
          new Shell(
              """
              openssl s_server -accept 8443 -cert server.pem -key server.key \\
                -Verify 1 -verify_return_error -CAfile client-roots.pem -CRL revoked.crl -crl_check &
              probe localhost:8443 --certificate.file=client.pem --key.file=client.key\
              """);
      case CLIENT_CERTIFICATE_REJECTED -> new Row("mtls-not-enrolled");
      case ACCEPTANCE_UNCONFIRMED -> new Row("mtls-unconfirmed");
      case MTLS_NOT_ENFORCED -> new Row("must-refuse-lets-in");
      case POLICY_VIOLATION -> new Row("policy-lifetime");
      case HTTP_STATUS -> new Row("http-unavailable");
      case HTTP_TIMEOUT -> new Row("http-silence");
      case HTTP_INVALID -> new Row("http-garbage");
    };
  }

  private static Demonstration of(Remark remark) {
    return switch (remark) {
      case ACCEPTANCE_TLS_ONLY -> new Row("mtls-tls13");
      case EXPIRES_SOON -> new Row("ends-soon");
      case CHAIN_MISORDERED -> new Row("misordered");
      case CHAIN_ROOT_SENT -> new Row("root-sent");
      case NARROW_CLIENT -> new Row("narrow-client");
      case SERVER_NAME_WARNING -> new Row("name-warning");
      case POLICY_PROTOCOL -> new Row("policy-protocol");
      case POLICY_CIPHER -> new Row("policy-cipher");
      case POLICY_GROUP -> new Row("policy-group");
      case POLICY_ISSUER -> new Row("policy-issuer");
      case POLICY_LIFETIME -> new Row("policy-lifetime");
      case CHAIN_EXTRA_CERTIFICATES,
          PATH_AMBIGUOUS,
          CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES,
          CERTIFICATE_LONG_LIVED,
          STAPLE_STALE,
          REVOCATION_UNKNOWN,
          ANCHOR_EXPIRED,
          ADDRESS_FAILED,
          RETRANSMISSIONS,
          LATE ->
          new Unstaged();
    };
  }
}
