package dev.handshake.diagnosis;

import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;

/** How anyone can see a word with their own eyes: a row of the lab, or commands of a shell. */
sealed interface Demonstration {
  /** A row of the lab that provokes it. */
  record Row(String name) implements Demonstration {}

  /** What some commands need, run once in an empty directory. */
  String PREPARATION =
      """
      openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj "/CN=Trial CA" -days 90
      openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -subj "/CN=Other CA" -days 90
      issue() {  # NAME DAYS [EXTENSION]
        openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" \\
          -addext subjectAltName=DNS:localhost ${3:+-addext $3}
        openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial \\
          -copy_extensions copyall -days "$2" -out "$1.pem"
      }
      issue good 90
      issue revoked 90
      issue stapled 90 tlsfeature=status_request
      issue long 900
      printf 'R\\t%s\\t%s,keyCompromise\\t%s\\tunknown\\t/CN=revoked\\n' \\
        "$(date -ud +90days +%y%m%d%H%M%SZ)" "$(date -ud -1hour +%y%m%d%H%M%SZ)" \\
        "$(openssl x509 -noout -serial -in revoked.pem | cut -d= -f2)" >index.txt
      """;

  /** Commands that provoke it; {@code probe} stands for the jar and its command. */
  record Shell(String commands) implements Demonstration {}

  /**
   * No command that works everywhere.
   *
   * @param why one sentence: what it takes
   */
  record Unstaged(String why) implements Demonstration {}

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
      case STARTTLS_FAILED -> new Row("starttls-smtp-refused");
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
      case CERTIFICATE_INTERCEPTED -> new Row("intercepted");
      case CERTIFICATE_REVOKED ->
          new Shell(
              """
              openssl ocsp -issuer ca.pem -cert revoked.pem -no_nonce -reqout question.der
              openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key \\
                -reqin question.der -ndays 7 -respout staple.der
              openssl s_server -www -accept 8443 -cert revoked.pem -key revoked.key -status_file staple.der &
              probe localhost:8443 --trust.file=ca.pem\
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
              openssl s_server -www -accept 8444 -cert stapled.pem -key stapled.key &
              probe localhost:8444 --trust.file=ca.pem\
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
              printf '[ca]\\ndefault_ca=t\\n[t]\\ndatabase=index.txt\\ndefault_md=sha256\\n' >ca.conf
              openssl ca -config ca.conf -gencrl -crldays 9 -keyfile ca.key -cert ca.pem -out crl.pem
              openssl s_server -www -accept 8445 -cert good.pem -key good.key \\
                -Verify 1 -verify_return_error -CAfile ca.pem -CRL crl.pem -crl_check &
              probe localhost:8445 --trust.file=ca.pem --certificate.file=revoked.pem --key.file=revoked.key\
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
      case CHAIN_EXTRA_CERTIFICATES ->
          new Shell(
              """
              openssl s_server -www -accept 8446 -cert good.pem -key good.key -cert_chain other.pem &
              probe localhost:8446 --trust.file=ca.pem\
              """);
      case PATH_AMBIGUOUS ->
          new Unstaged(
              "It takes an authority that was renewed under its old name, and a root that one of the two lacks.");
      case CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES ->
          new Shell(
              """
              openssl s_server -www -accept 8447 -cert good.pem -key good.key -verify 1 -CAfile other.pem &
              probe localhost:8447 --trust.file=ca.pem --certificate.file=good.pem --key.file=good.key\
              """);
      case CERTIFICATE_LONG_LIVED ->
          new Shell(
              """
              openssl s_server -www -accept 8448 -cert long.pem -key long.key &
              probe localhost:8448 --trust.file=ca.pem\
              """);
      case STAPLE_STALE -> new Unstaged("It takes a stapled answer whose time has run out.");
      case REVOCATION_UNKNOWN ->
          new Shell(
              """
              : >none.txt
              openssl ocsp -issuer ca.pem -cert good.pem -no_nonce -reqout question.der
              openssl ocsp -index none.txt -CA ca.pem -rsigner ca.pem -rkey ca.key \\
                -reqin question.der -ndays 7 -respout unknown.der
              openssl s_server -www -accept 8449 -cert good.pem -key good.key -status_file unknown.der &
              probe localhost:8449 --trust.file=ca.pem\
              """);
      case ANCHOR_EXPIRED ->
          new Shell(
              """
              openssl x509 -in ca.pem -signkey ca.key -days -1 -out past.pem
              openssl s_server -www -accept 8450 -cert good.pem -key good.key &
              probe localhost:8450 --trust.file=past.pem\
              """);
      case ADDRESS_FAILED ->
          new Shell(
              """
              printf '127.0.0.2 twice.test\\n127.0.0.1 twice.test\\n' >hosts
              cat >twice.yml <<EOF
              dns: {hosts_file: hosts}
              trust: {trial: {files: [ca.pem]}}
              modules: {trial: {trust: trial}}
              targets: [{name: twice, address: "twice.test:8451", server_name: localhost, module: trial}]
              EOF
              openssl s_server -www -accept 127.0.0.1:8451 -cert good.pem -key good.key &
              probe --config.file=twice.yml\
              """);
      case RETRANSMISSIONS -> new Unstaged("It takes a network that loses packets.");
      case LATE -> new Unstaged("It takes a machine that is too busy to run the agent in time.");
    };
  }
}
