package dev.handshake.diagnosis;

import static dev.handshake.diagnosis.Look.anonymous;
import static dev.handshake.diagnosis.Look.command;
import static dev.handshake.diagnosis.Look.handshake;
import static dev.handshake.diagnosis.Look.identified;
import static dev.handshake.diagnosis.Look.request;
import static dev.handshake.diagnosis.Look.untold;

import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.List;

/**
 * What the runbook says of one word beside its meaning and remedy. A table, written by people.
 *
 * @param look at the fault from outside of the agent
 * @param step that follows the remedy: how to find out more, or how to know that it is mended
 * @param never what makes it worse, each a sentence
 */
record Guidance(Look look, String step, List<String> never) {
  private static final String NO_VERIFY =
      "Do not set `tls.verify: false`: the probe turns green and every client still fails.";
  private static final String NO_TRUST =
      "Do not put the server's own certificate into the trust store to silence this: it comes back with the next renewal.";
  private static final String NO_LOOP =
      "Do not probe in a loop: two failures in a row are configuration, not weather, and some firewalls lock out who insists.";
  private static final String NO_TIMEOUT =
      "Do not raise the timeout first: clients have theirs, and a slow answer is the fault to find.";
  private static final String NO_KEY =
      "Do not copy the private key to another machine to try it there; try where it lies.";
  private static final String NO_RULES =
      "Do not turn off the client-certificate check at the server, not even for a moment: it lets in everybody.";

  static Guidance of(Finding finding) {
    return switch (finding) {
      case Reason reason -> of(reason);
      case Remark remark -> of(remark);
    };
  }

  /** The remarks that an alert is about, and which therefore have a page. */
  static final List<Remark> REMARKS =
      List.of(Remark.EXPIRES_SOON, Remark.ANCHOR_EXPIRED, Remark.NARROW_CLIENT);

  private static Guidance of(Remark remark) {
    return switch (remark) {
      case EXPIRES_SOON ->
          new Guidance(
              untold(
                  "openssl s_client -connect HOST:PORT -servername NAME </dev/null 2>/dev/null |\n"
                      + "  openssl x509 -noout -subject -enddate"),
              "If renewal is automatic, find out why it has not run: 21 days are left when this is said, and automatic renewal usually comes at 30.",
              List.of("Do not wait for the last week: an issuer may need days."));
      case ANCHOR_EXPIRED ->
          new Guidance(
              untold("openssl x509 -in roots.pem -noout -subject -enddate"),
              "Some clients refuse an expired root and some do not; ask for a chain to a root that lasts.",
              List.of("Do not take the root out of the trust store before the server has moved."));
      default ->
          new Guidance(
              untold("openssl s_client -connect HOST:PORT -servername NAME -trace </dev/null"),
              "Compare what the server chose with what your own clients offer.",
              List.of("Do not widen the clients' offer where the server can be mended."));
    };
  }

  private static Guidance of(Reason reason) {
    return switch (reason) {
      case INTERNAL ->
          new Guidance(
              untold("curl -s http://127.0.0.1:10219/metrics | grep ^process_"),
              "Compare `process_open_fds` with `process_max_fds`; the log line has the stack. If neither explains it, it is a bug: report the stack.",
              List.of(
                  "Do not page the owners of the target: nothing is known about it.",
                  "Do not restart before the log is saved: the stack is the only evidence."));
      case DNS_NOT_FOUND ->
          resolve(
              "Ask the zone's own name server, since a resolver may remember that there was nothing: `dig NAME @SERVER`.",
              "Do not replace the name by an address: the certificate is for the name, and the address will change.");
      case DNS_NO_ADDRESS ->
          resolve(
              "See which families exist: `getent ahostsv4 NAME`, `getent ahostsv6 NAME`.",
              "Do not set `family` to what happens to work here if your clients use the other one.");
      case DNS_FAILED ->
          resolve(
              "SERVFAIL is often DNSSEC: `dig +cd NAME` answers then where `dig NAME` does not.",
              "Do not point `dns.servers` at a public resolver for an internal name.");
      case DNS_TIMEOUT ->
          resolve(
              "If every target says so, it is the resolver or the way to it, not the names.",
              "Do not raise `dns.timeout` beyond what clients wait.");
      case CONNECT_REFUSED ->
          new Guidance(
              handshake("Connection refused"),
              "See on the host whether something listens: `ss -ltn`. Behind a load balancer this means that no backend is up.",
              List.of(
                  "Do not open the firewall wider: the reset shows that the host was reached."));
      case CONNECT_TIMEOUT ->
          new Guidance(
              command("timeout 5 openssl s_client -connect HOST:PORT </dev/null; echo $?", "124"),
              "Try from a second place. If it works there, the fault lies between this host and the target; ask for the drop in the firewall's log by source, target and time.",
              List.of(NO_TIMEOUT, NO_LOOP));
      case CONNECT_UNREACHABLE ->
          new Guidance(
              handshake("Network is unreachable"),
              "`ip route get ADDRESS` names the route that is used, or says that there is none.",
              List.of(
                  "Do not add a default route on this host without those who run the network."));
      case PROXY_FAILED ->
          new Guidance(
              untold(
                  "openssl s_client -proxy PROXY:3128 -connect HOST:PORT -servername NAME </dev/null"),
              "The summary has the proxy's answer: 407 is about credentials, 403 about its rules, 502 to 504 about the way behind it.",
              List.of(
                  "Do not page the owners of the target: it was not reached.",
                  "Do not take `proxy` out of the module to see green: your clients go through it."));
      case STARTTLS_FAILED ->
          new Guidance(
              untold(
                  "openssl s_client -starttls smtp -connect HOST:PORT -servername NAME -brief </dev/null"),
              "Implicit TLS has ports of its own (465, 993, 995, 636); there `starttls` must be absent.",
              List.of("Do not fall back to plain text."));
      case NOT_TLS ->
          new Guidance(
              handshake("wrong version number"),
              "`curl -sv telnet://HOST:PORT </dev/null` shows what is spoken there.",
              List.of(
                  "Do not point the target at another port without asking which one clients use."));
      case HANDSHAKE_TIMEOUT ->
          new Guidance(
              command("timeout 5 openssl s_client -connect HOST:PORT </dev/null; echo $?", "124"),
              "Silence right after the ClientHello with a small path MTU is a lost large packet: `ping -M do -s 1400 HOST`.",
              List.of(NO_TIMEOUT, NO_LOOP));
      case CONNECTION_CLOSED ->
          new Guidance(
              handshake("unexpected eof while reading"),
              "Try with and without `-servername`: some balancers close for a name that they do not know.",
              List.of(NO_LOOP));
      case CONNECTION_RESET ->
          new Guidance(
              handshake("errno=104"),
              "Capture on both ends: a reset that the server did not send comes from a middlebox.",
              List.of(NO_LOOP));
      case PROTOCOL_MISMATCH ->
          new Guidance(
              handshake("SSL alert number 70"),
              "Try `-tls1_2` and `-tls1_3` to see which one is spoken.",
              List.of(
                  "Do not lower `min_version` because it works: TLS 1.0 and 1.1 are forbidden by RFC 8996."));
      case CIPHER_MISMATCH ->
          new Guidance(
              handshake("SSL alert number 40"),
              "Offer one suite, group or signature scheme at a time (`-cipher`, `-ciphersuites`, `-groups`, `-sigalgs`) until one gets through.",
              List.of(
                  "Do not turn on RC4, 3DES or static RSA at the server for the probe's sake."));
      case SERVER_NAME_UNRECOGNIZED ->
          new Guidance(
              handshake("SSL alert number 112"),
              "Find out which name clients send; behind a content network it is the origin's, not the public one.",
              List.of(
                  "Do not turn off `send_server_name`: the server would answer with its default certificate."));
      case HANDSHAKE_REJECTED ->
          new Guidance(
              handshake("SSL alert number 80"),
              "The alert is in label `alert` and in the summary; 80 is the server's own fault, 90 somebody's decision.",
              List.of(NO_LOOP));
      case PROTOCOL_VIOLATION ->
          new Guidance(
              handshake("unexpected message"),
              "If it began with a change of the server's software or of a middlebox, take that back first.",
              List.of(NO_LOOP));
      case HANDSHAKE_TOO_LARGE ->
          new Guidance(
              handshake("excessive message size"),
              "A list of hundreds of client authorities in the CertificateRequest is the usual cause.",
              List.of("Do not send the whole bundle of roots along with the certificate."));
      case CERTIFICATE_INTERCEPTED ->
          new Guidance(
              command(
                  "openssl s_client -connect HOST:PORT -servername NAME -showcerts </dev/null 2>/dev/null | grep -E '^ +[si]:'",
                  " i:"),
              "Compare the issuer with what the same command shows from outside of this network.",
              List.of(
                  "Do not add the inspecting root to `policy.roots` unless inspection of this target is meant.",
                  "Do not send credentials through this path until it is cleared up."));
      case CERTIFICATE_REVOKED ->
          new Guidance(
              untold(
                  "openssl s_client -connect HOST:PORT -servername NAME -status </dev/null 2>/dev/null | grep 'Cert Status'"),
              "A key that was compromised must not be used again: make a new one, not only a new certificate.",
              List.of("Do not turn off `revocation` to see green.", NO_VERIFY));
      case CERTIFICATE_SELF_SIGNED ->
          new Guidance(
              handshake("self-signed certificate"),
              "Often it is the default certificate of a server that does not know the name; see what comes with another `-servername`.",
              List.of(NO_VERIFY, NO_TRUST));
      case CERTIFICATE_UNTRUSTED ->
          new Guidance(
              handshake("unable to get local issuer certificate"),
              "`check chain --chain.file=F --trust.file=roots.pem` judges the chain before it is deployed.",
              List.of(NO_VERIFY, NO_TRUST));
      case CERTIFICATE_CHAIN_INCOMPLETE ->
          new Guidance(
              handshake("unable to verify the first certificate"),
              "Browsers hide this, since they fetch or remember intermediates; Java, Go and curl do not.",
              List.of(
                  "Do not add the intermediate to the trust store here: the agent would be fine and clients would not.",
                  NO_VERIFY));
      case CERTIFICATE_ISSUER_NOT_CA -> issued("invalid CA certificate");
      case CERTIFICATE_PATH_LENGTH -> issued("path length constraint exceeded");
      case CERTIFICATE_NAME_CONSTRAINT -> issued("permitted subtree violation");
      case CERTIFICATE_CRITICAL_EXTENSION -> issued("unhandled critical extension");
      case CERTIFICATE_INVALID ->
          new Guidance(
              handshake("certificate signature failure"),
              "Compare the file at the server with what the issuer delivered; a mixture of two chains looks so.",
              List.of(NO_VERIFY));
      case CERTIFICATE_NOT_YET_VALID ->
          new Guidance(
              handshake("certificate is not yet valid"),
              "If many targets say so at once, it is this host's clock: `timedatectl`.",
              List.of("Do not set a clock back to fit a certificate.", NO_VERIFY));
      case CERTIFICATE_EXPIRED ->
          new Guidance(
              handshake("certificate has expired"),
              "If a new certificate lies on the server already, it was not loaded: reload the server. The leaf may be fine and an intermediate expired; the summary names which.",
              List.of(NO_VERIFY, "Do not set a clock back.", NO_TRUST));
      case CERTIFICATE_NAME_MISMATCH ->
          new Guidance(
              handshake("hostname mismatch"),
              "Look first whether another virtual host has answered: `server_name` decides which certificate is sent.",
              List.of(
                  "Do not set `verify_name` to whatever the certificate says: that is trusting anybody.",
                  NO_VERIFY));
      case CERTIFICATE_WRONG_EKU -> issued("unsuitable certificate purpose");
      case CERTIFICATE_WRONG_KEY_USAGE -> issued("key usage does not include certificate signing");
      case CERTIFICATE_WEAK_KEY ->
          new Guidance(
              handshake("key too weak"),
              "The summary names the certificate; it may be an intermediate, which only its authority can replace.",
              List.of("Do not lower the security level of clients (`SECLEVEL=0`)."));
      case CERTIFICATE_WEAK_SIGNATURE ->
          new Guidance(
              handshake("digest algorithm too weak"),
              "The signature of a root is never judged; it is the leaf or an intermediate.",
              List.of("Do not lower the security level of clients (`SECLEVEL=0`)."));
      case CERTIFICATE_STAPLE_MISSING ->
          new Guidance(
              untold(
                  "openssl s_client -connect HOST:PORT -servername NAME -status </dev/null 2>/dev/null | grep 'OCSP'"),
              "Servers fetch the staple after their start: it may be missing for the first seconds of a restart, never for minutes.",
              List.of(
                  "Do not take `require_staple` out of the policy where the certificate itself demands one."));
      case CLIENT_IDENTITY_UNUSABLE ->
          new Guidance(
              command("openssl x509 -in client.pem -noout -enddate", "Could not read certificate"),
              "`check identity --certificate.file=client.pem --key.file=client.key` says all that is wrong at once. The agent reads identities at its start.",
              List.of("Do not page the owners of the target: nothing was sent.", NO_KEY));
      case CLIENT_CERTIFICATE_REQUIRED ->
          new Guidance(
              anonymous("alert certificate required"),
              "The summary lists the authorities that the server names; the identity has to come from one of them.",
              List.of(NO_RULES));
      case CLIENT_CERTIFICATE_UNTRUSTED ->
          new Guidance(
              identified("SSL alert number 46"),
              "Ask for the server's list of client authorities; a renewed certificate under a new issuer is the usual cause.",
              List.of(NO_RULES, NO_KEY));
      case CLIENT_CERTIFICATE_EXPIRED -> ours("Not After");
      case CLIENT_CERTIFICATE_NOT_YET_VALID -> ours("Not Before");
      case CLIENT_CERTIFICATE_WRONG_EKU ->
          new Guidance(
              command("openssl x509 -in client.pem -noout -purpose | grep 'SSL client :'", "No"),
              "Many public authorities have stopped to issue for clientAuth: a private one, or another product of theirs, is needed.",
              List.of(NO_RULES));
      case CLIENT_CERTIFICATE_REVOKED ->
          new Guidance(
              untold(
                  "openssl verify -CAfile client-roots.pem -CRLfile list.pem -crl_check client.pem"),
              "Take a new key along with the new certificate if the old one was revoked for compromise.",
              List.of(NO_RULES));
      case CLIENT_CERTIFICATE_REJECTED ->
          new Guidance(
              request(true, "403"),
              "Ask whether the certificate has to be enrolled by subject or fingerprint; `tls_identity_check_passed` says that it looks good from here.",
              List.of(NO_RULES, NO_LOOP));
      case ACCEPTANCE_UNCONFIRMED ->
          new Guidance(
              identified("CONNECTION ESTABLISHED"),
              "A path that answers without side effects, such as a health check, is enough for `http:`.",
              List.of(
                  "Do not take `confirm: required` out where a gateway has to be proved open."));
      case MTLS_NOT_ENFORCED ->
          new Guidance(
              anonymous("CONNECTION ESTABLISHED"),
              "Treat it as an open door: find out since when (`tls_probe_last_success_timestamp_seconds`), and who came in.",
              List.of(
                  "Do not silence it as a flapping test: it pages because the server let a stranger in.",
                  "Do not change `expect` of the target."));
      case POLICY_VIOLATION ->
          new Guidance(
              handshake("Protocol version"),
              "`tls_probe_finding_info` has one series per point that is outside: `policy_protocol`, `policy_cipher`, `policy_group`, `policy_issuer`, `policy_lifetime`.",
              List.of("Do not widen the policy before its owner has said so."));
      case HTTP_STATUS ->
          new Guidance(
              request(true, "503"),
              "Page the owners of the application, not those of the certificates: everything up to the answer is good. The summary tells load (429, 503), a fault behind the gateway (502, 504) and access tokens (401, 403) apart; where no token could be had, it says why, and that is our side.",
              List.of("Do not put the status into `expect_status` unless it is a good answer."));
      case HTTP_TIMEOUT ->
          new Guidance(
              untold(request(false, "").command()),
              "Compare `tls_probe_phase_seconds{phase=\"request\"}` with what it was before.",
              List.of(NO_TIMEOUT));
      case HTTP_INVALID ->
          new Guidance(
              untold(request(false, "").command()),
              "A module with `http` offers ALPN http/1.1 alone; a server that speaks HTTP/2 alone is no match for it.",
              List.of("Do not take `http:` out where it proves acceptance."));
    };
  }

  private static Guidance resolve(String step, String never) {
    return new Guidance(untold("getent ahosts NAME"), step, List.of(never));
  }

  private static Guidance issued(String prints) {
    return new Guidance(
        handshake(prints),
        "The fault is in the issuing chain, so every certificate from it has it: look for other targets with the same issuer.",
        List.of(NO_VERIFY, NO_TRUST));
  }

  private static Guidance ours(String prints) {
    return new Guidance(
        command("openssl x509 -in client.pem -noout -text | grep -A2 Validity", prints),
        "The agent reads identities at its start; restart it with the new files. All targets with the same identity follow.",
        List.of(NO_RULES, "Do not set a clock back."));
  }
}
