package dev.handshake.lab;

import static dev.handshake.lab.Expected.failure;
import static dev.handshake.lab.Expected.refusal;
import static dev.handshake.lab.Expected.success;
import static dev.handshake.lab.Serving.Tls.showing;
import static dev.handshake.target.TlsVersion.TLS_1_2;
import static dev.handshake.target.TlsVersion.TLS_1_3;

import dev.handshake.lab.Serving.ClosedPort;
import dev.handshake.lab.Serving.FullBacklog;
import dev.handshake.lab.Serving.Nowhere;
import dev.handshake.lab.Serving.Raw;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Confirm;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.Pin;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The rows of the lab, which the {@code lab} command and the tests share. A table, and as long as
 * one.
 */
public final class Scenarios {
  /** Short enough that a whole round of the lab, its silent servers included, takes seconds. */
  public static final ProbeTiming TIMING =
      new ProbeTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5));

  /** The limited broadcast address, to which no connection can lead (RFC 919). */
  private static final String UNROUTABLE = "255.255.255.255";

  private static final HttpCheck GET =
      new HttpCheck("GET", "/health", Map.of(), Set.of(200), Duration.ofSeconds(2));

  private static final ProbeModule PLAIN =
      ProbeModule.DEFAULT.withName("lab").withTrust(LabPki.TRUST).withTiming(TIMING);
  private static final ProbeModule HTTP = PLAIN.withName("lab-http").withHttp(GET);
  private static final ProbeModule MUTUAL = as(PLAIN, ClientCertificate.ACCEPTED);
  private static final ProbeModule MUTUAL_HTTP = as(HTTP, ClientCertificate.ACCEPTED);
  private static final ProbeModule UNTRUSTED = as(PLAIN, ClientCertificate.UNTRUSTED);
  private static final ProbeModule UNTRUSTED_HTTP = as(HTTP, ClientCertificate.UNTRUSTED);

  private static final Serving.Tls FINE = showing(ServerCertificate.FINE);
  private static final Answer OK = new Answer.Http(200, "fine");
  private static final Serving.Tls WEB = FINE.answering(OK);

  private static final List<Scenario> ALL =
      Stream.of(
              fine(),
              mutual(),
              refused(),
              negative(),
              chains(),
              policy(),
              Offers.all(),
              broken(),
              http(),
              unreachable(),
              Ways.all())
          .flatMap(List::stream)
          .toList();

  private Scenarios() {}

  /** Every row, in an order fit for a table. */
  public static List<Scenario> all() {
    return ALL;
  }

  /**
   * The row of a name.
   *
   * @throws NoSuchElementException if there is none
   */
  public static Scenario named(String name) {
    return ALL.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("scenario: " + name));
  }

  private static List<Scenario> fine() {
    return List.of(
        row("fine-tls12", "A good server over TLS 1.2.", FINE.over(TLS_1_2), PLAIN, plainly()),
        row("fine-tls13", "A good server over TLS 1.3.", FINE.over(TLS_1_3), PLAIN, plainly()),
        row(
            "fine-ecdsa",
            "A good server with an EC P-256 certificate and an HTTP answer.",
            WEB,
            HTTP,
            plainly()),
        row(
            "fine-rsa",
            "A good server with an RSA 2048 certificate under an RSA root.",
            showing(ServerCertificate.FINE_RSA).answering(OK),
            HTTP,
            plainly()),
        row(
                "fine-by-ip",
                "A server verified by its IP address, without SNI.",
                FINE,
                PLAIN,
                plainly())
            .verifying(Street.ADDRESS),
        row("fine-by-name", "A server found by the lab's DNS.", FINE, PLAIN, plainly())
            .dialling(LabPki.SERVER_NAME),
        row(
            "narrow-client",
            "A server with a P-521 certificate, which the main engine does not offer to verify.",
            showing(ServerCertificate.FINE_P521),
            PLAIN,
            success().with(Remark.NARROW_CLIENT)),
        row(
            "name-warning",
            "A server that warns about the server name and goes on.",
            FINE.over(TLS_1_2).with(Quirk.WARNS_ABOUT_NAME),
            PLAIN,
            success().with(Remark.SERVER_NAME_WARNING)),
        row(
            "hostile-subject",
            "A good certificate with line breaks, quotes, markup and bidirectional text in it.",
            showing(ServerCertificate.HOSTILE_SUBJECT),
            PLAIN,
            plainly()));
  }

  private static List<Scenario> mutual() {
    return List.of(
        row(
            "mtls-tls12",
            "Our certificate is accepted over TLS 1.2; TLS alone proves it.",
            needing(FINE).over(TLS_1_2),
            MUTUAL,
            confirmed().with(Remark.ACCEPTANCE_TLS_ONLY)),
        row(
            "mtls-tls13",
            "Our certificate is accepted over TLS 1.3; a session ticket proves it.",
            needing(FINE).over(TLS_1_3),
            MUTUAL,
            confirmed().with(Remark.ACCEPTANCE_TLS_ONLY)),
        row(
            "mtls-http-tls12",
            "Our certificate is accepted over TLS 1.2; the HTTP answer proves it.",
            needing(WEB).over(TLS_1_2),
            MUTUAL_HTTP,
            confirmed()),
        row(
            "mtls-http-tls13",
            "Our certificate is accepted over TLS 1.3; the HTTP answer proves it.",
            needing(WEB).over(TLS_1_3),
            MUTUAL_HTTP,
            confirmed()),
        row(
            "mtls-rsa",
            "Our certificate is accepted by a server with an RSA certificate.",
            needing(showing(ServerCertificate.FINE_RSA).answering(OK)),
            MUTUAL_HTTP,
            confirmed()),
        row(
            "mtls-judged-in-http",
            "Our certificate is judged in HTTP, as nginx does, and accepted.",
            WEB.with(ClientAuth.JUDGED_IN_HTTP),
            MUTUAL_HTTP,
            confirmed()),
        row(
            "mtls-optional",
            "A client certificate is asked for, not given and not missed.",
            WEB.with(ClientAuth.WANTED),
            HTTP,
            confirmed()),
        row(
            "mtls-no-ticket",
            "A server that accepts our certificate and then stays silent.",
            needing(FINE).over(TLS_1_3).with(Quirk.NO_TICKETS),
            MUTUAL,
            success().with(Acceptance.UNCONFIRMED).with(Reason.ACCEPTANCE_UNCONFIRMED)),
        row(
            "mtls-unconfirmed",
            "The same server, where proof is required.",
            needing(FINE).over(TLS_1_3).with(Quirk.NO_TICKETS),
            MUTUAL.withName("lab-confirmed").withConfirm(Confirm.REQUIRED),
            failure(Reason.ACCEPTANCE_UNCONFIRMED).with(Acceptance.UNCONFIRMED)));
  }

  private static List<Scenario> refused() {
    return List.of(
        row(
            "mtls-missing-tls12",
            "A certificate is required over TLS 1.2, and we have none.",
            needing(FINE).over(TLS_1_2),
            PLAIN,
            rejected(Reason.CLIENT_CERTIFICATE_REQUIRED)),
        row(
            "mtls-missing-tls13",
            "A certificate is required over TLS 1.3, and we have none.",
            needing(FINE).over(TLS_1_3),
            PLAIN,
            rejected(Reason.CLIENT_CERTIFICATE_REQUIRED)),
        row(
            "mtls-missing-http",
            "A certificate is required, and its absence refused in HTTP.",
            WEB.with(ClientAuth.JUDGED_IN_HTTP),
            HTTP,
            rejected(Reason.CLIENT_CERTIFICATE_REQUIRED)),
        row(
            "mtls-untrusted-tls12",
            "Our certificate's authority is unknown to the server; refused within TLS 1.2.",
            needing(FINE).over(TLS_1_2),
            UNTRUSTED,
            rejected(Reason.CLIENT_CERTIFICATE_UNTRUSTED)),
        row(
            "mtls-untrusted-tls13",
            "Our certificate's authority is unknown to the server; refused after the handshake.",
            needing(FINE).over(TLS_1_3),
            UNTRUSTED,
            rejected(Reason.CLIENT_CERTIFICATE_UNTRUSTED)),
        row(
            "mtls-untrusted-abrupt",
            "The same, and the server closes at once, so that its alert races a reset.",
            needing(WEB).over(TLS_1_3).with(Quirk.CLOSES_ABRUPTLY),
            UNTRUSTED_HTTP,
            rejected(Reason.CLIENT_CERTIFICATE_UNTRUSTED)),
        row(
            "mtls-untrusted-http",
            "Our certificate's authority is unknown to the server; refused in HTTP.",
            WEB.with(ClientAuth.JUDGED_IN_HTTP),
            UNTRUSTED_HTTP,
            rejected(Reason.CLIENT_CERTIFICATE_UNTRUSTED)),
        row(
            "mtls-expired-tls12",
            "Our certificate has expired; refused within TLS 1.2.",
            needing(FINE).over(TLS_1_2),
            as(PLAIN, ClientCertificate.EXPIRED),
            rejected(Reason.CLIENT_CERTIFICATE_EXPIRED)),
        row(
            "mtls-expired-tls13",
            "Our certificate has expired; refused after the handshake.",
            needing(FINE).over(TLS_1_3),
            as(PLAIN, ClientCertificate.EXPIRED),
            rejected(Reason.CLIENT_CERTIFICATE_EXPIRED)),
        row(
            "mtls-expired-http",
            "Our certificate has expired; refused in HTTP.",
            WEB.with(ClientAuth.JUDGED_IN_HTTP),
            as(HTTP, ClientCertificate.EXPIRED),
            rejected(Reason.CLIENT_CERTIFICATE_EXPIRED)),
        row(
            "mtls-not-yet-valid-tls12",
            "Our certificate begins tomorrow; refused within TLS 1.2.",
            needing(FINE).over(TLS_1_2),
            as(PLAIN, ClientCertificate.NOT_YET_VALID),
            rejected(Reason.CLIENT_CERTIFICATE_NOT_YET_VALID)),
        row(
            "mtls-not-yet-valid-tls13",
            "Our certificate begins tomorrow; refused after the handshake.",
            needing(FINE).over(TLS_1_3),
            as(PLAIN, ClientCertificate.NOT_YET_VALID),
            rejected(Reason.CLIENT_CERTIFICATE_NOT_YET_VALID)),
        row(
            "mtls-not-yet-valid-http",
            "Our certificate begins tomorrow; refused in HTTP.",
            WEB.with(ClientAuth.JUDGED_IN_HTTP),
            as(HTTP, ClientCertificate.NOT_YET_VALID),
            rejected(Reason.CLIENT_CERTIFICATE_NOT_YET_VALID)),
        row(
            "mtls-wrong-eku-tls12",
            "Our certificate is for servers only; refused within TLS 1.2.",
            needing(FINE).over(TLS_1_2),
            as(PLAIN, ClientCertificate.WRONG_EKU),
            rejected(Reason.CLIENT_CERTIFICATE_WRONG_EKU)),
        row(
            "mtls-wrong-eku-tls13",
            "Our certificate is for servers only; refused after the handshake.",
            needing(FINE).over(TLS_1_3),
            as(PLAIN, ClientCertificate.WRONG_EKU),
            rejected(Reason.CLIENT_CERTIFICATE_WRONG_EKU)),
        row(
            "mtls-wrong-eku-http",
            "Our certificate is for servers only; refused in HTTP.",
            WEB.with(ClientAuth.JUDGED_IN_HTTP),
            as(HTTP, ClientCertificate.WRONG_EKU),
            rejected(Reason.CLIENT_CERTIFICATE_WRONG_EKU)),
        row(
            "mtls-not-enrolled",
            "Our certificate is good and comes from the right authority; the application refuses it.",
            needing(FINE)
                .answering(new Answer.Http(403, "This client certificate is not enrolled.")),
            MUTUAL_HTTP,
            rejected(Reason.CLIENT_CERTIFICATE_REJECTED)),
        row(
            "mtls-unusable",
            "Our own certificate file ends half-way.",
            needing(FINE),
            PLAIN.withName(LabPki.UNUSABLE_IDENTITY).withIdentity(LabPki.UNUSABLE_IDENTITY),
            failure(Reason.CLIENT_IDENTITY_UNUSABLE)),
        row(
            "mtls-judged-forever",
            "A server that never finishes judging our certificate; its chain is seen all the same.",
            FINE.over(TLS_1_2).with(ClientAuth.JUDGED_FOREVER),
            MUTUAL,
            failure(Reason.HANDSHAKE_TIMEOUT)));
  }

  private static List<Scenario> negative() {
    return List.of(
        row(
            "must-refuse-does",
            "A server that must refuse strangers, and does.",
            needing(WEB),
            refused(UNTRUSTED_HTTP),
            refusal(Reason.CLIENT_CERTIFICATE_UNTRUSTED)),
        row(
            "must-refuse-none-does",
            "A server that must refuse clients without a certificate, and does in HTTP.",
            WEB.with(ClientAuth.JUDGED_IN_HTTP),
            refused(HTTP),
            refusal(Reason.CLIENT_CERTIFICATE_REQUIRED)),
        row(
            "must-refuse-lets-in",
            "A server that must refuse clients without a certificate, and lets them in.",
            WEB.with(ClientAuth.WANTED),
            refused(HTTP),
            failure(Reason.MTLS_NOT_ENFORCED).with(Acceptance.CONFIRMED)),
        row(
            "must-refuse-never-asks",
            "A server that must refuse strangers, and does not even ask.",
            WEB,
            refused(UNTRUSTED_HTTP),
            failure(Reason.MTLS_NOT_ENFORCED).with(Acceptance.NOT_REQUESTED)));
  }

  private static List<Scenario> chains() {
    return List.of(
        shown("expired", "Ended yesterday.", ServerCertificate.EXPIRED, Reason.CERTIFICATE_EXPIRED),
        shown(
            "not-yet-valid",
            "Begins tomorrow.",
            ServerCertificate.NOT_YET_VALID,
            Reason.CERTIFICATE_NOT_YET_VALID),
        shown(
            "wrong-name",
            "Is for another name.",
            ServerCertificate.OTHER_NAME,
            Reason.CERTIFICATE_NAME_MISMATCH),
        shown(
            "name-only-in-subject",
            "Has the name as its CN, without a subjectAltName.",
            ServerCertificate.COMMON_NAME_ONLY,
            Reason.CERTIFICATE_NAME_MISMATCH),
        shown(
            "self-signed",
            "Signed by itself.",
            ServerCertificate.SELF_SIGNED,
            Reason.CERTIFICATE_SELF_SIGNED),
        shown(
            "unknown-root",
            "Sent with an intermediate whose root is not ours.",
            ServerCertificate.UNKNOWN_ROOT,
            Reason.CERTIFICATE_UNTRUSTED),
        shown(
            "unknown-root-sent",
            "Sent with an intermediate and a root that is not ours.",
            ServerCertificate.UNKNOWN_ROOT_SENT,
            Reason.CERTIFICATE_UNTRUSTED),
        shown(
            "missing-intermediate",
            "Sent without its intermediate.",
            ServerCertificate.MISSING_INTERMEDIATE,
            Reason.CERTIFICATE_CHAIN_INCOMPLETE),
        shown(
            "expired-intermediate",
            "Issued by an intermediate that ended yesterday.",
            ServerCertificate.EXPIRED_INTERMEDIATE,
            Reason.CERTIFICATE_EXPIRED),
        shown(
            "wrong-eku",
            "Is for clients only.",
            ServerCertificate.WRONG_EKU,
            Reason.CERTIFICATE_WRONG_EKU),
        shown(
            "wrong-key-usage",
            "Issued by an intermediate whose key usage forbids it.",
            ServerCertificate.WRONG_KEY_USAGE,
            Reason.CERTIFICATE_WRONG_KEY_USAGE),
        shown("weak-key", "RSA 1024.", ServerCertificate.WEAK_KEY, Reason.CERTIFICATE_WEAK_KEY),
        shown(
            "weak-signature",
            "Signed with SHA-1.",
            ServerCertificate.WEAK_SIGNATURE,
            Reason.CERTIFICATE_WEAK_SIGNATURE),
        shown(
            "issuer-not-ca",
            "Issued by a certificate that is no CA.",
            ServerCertificate.ISSUER_NOT_CA,
            Reason.CERTIFICATE_ISSUER_NOT_CA),
        shown(
            "path-length",
            "Issued one level deeper than an intermediate allows.",
            ServerCertificate.PATH_LENGTH,
            Reason.CERTIFICATE_PATH_LENGTH),
        shown(
            "name-constraint",
            "Issued by an intermediate that may not issue for its name.",
            ServerCertificate.NAME_CONSTRAINT,
            Reason.CERTIFICATE_NAME_CONSTRAINT),
        shown(
            "critical-extension",
            "Has a critical extension that nobody knows.",
            ServerCertificate.CRITICAL_EXTENSION,
            Reason.CERTIFICATE_CRITICAL_EXTENSION),
        shown(
            "bad-signature",
            "Bears a signature that its issuer has not made.",
            ServerCertificate.BAD_SIGNATURE,
            Reason.CERTIFICATE_INVALID),
        row(
            "ends-soon",
            "Ends in a week.",
            showing(ServerCertificate.ENDS_SOON),
            PLAIN,
            success().with(Remark.EXPIRES_SOON)),
        row(
            "root-sent",
            "Sent with the root, which is superfluous.",
            showing(ServerCertificate.ROOT_SENT),
            PLAIN,
            success().with(Remark.CHAIN_ROOT_SENT)),
        row(
            "misordered",
            "Sent with two intermediates in the wrong order.",
            showing(ServerCertificate.MISORDERED),
            PLAIN,
            success().with(Remark.CHAIN_MISORDERED)),
        shown(
            "too-large",
            "Followed by more than 256 KiB of other certificates.",
            ServerCertificate.OVERSIZED,
            Reason.HANDSHAKE_TOO_LARGE),
        row(
            "endless-certificate",
            "A server whose Certificate message does not end.",
            new Raw(Script.ENDLESS_CERTIFICATE),
            PLAIN,
            failure(Reason.HANDSHAKE_TOO_LARGE)));
  }

  private static List<Scenario> broken() {
    return List.of(
        raw("plain-http", "Plain HTTP on the port.", Script.PLAIN_HTTP, Reason.NOT_TLS),
        raw("banner", "A mail server on the port.", Script.BANNER, Reason.NOT_TLS),
        raw("garbage", "Bytes of no protocol.", Script.GARBAGE, Reason.NOT_TLS),
        raw("silence", "Accepts and says nothing.", Script.SILENCE, Reason.HANDSHAKE_TIMEOUT),
        raw("drip", "Sends a byte a second.", Script.DRIP, Reason.HANDSHAKE_TIMEOUT),
        raw("closes", "Ends the connection at once.", Script.CLOSE, Reason.CONNECTION_CLOSED),
        raw(
            "resets",
            "Resets the connection after the ClientHello.",
            Script.RESET,
            Reason.CONNECTION_RESET),
        raw(
            "resets-at-once",
            "Resets the connection as soon as it stands.",
            Script.RESET_AT_ONCE,
            Reason.CONNECTION_RESET),
        raw(
            "old-protocol-alert",
            "Knows old versions only, and says so.",
            Script.PROTOCOL_ALERT,
            Reason.PROTOCOL_MISMATCH),
        raw(
            "old-protocol-chosen",
            "Knows TLS 1.0 only, and chooses it.",
            Script.OLD_SERVER_HELLO,
            Reason.PROTOCOL_MISMATCH),
        raw(
            "internal-error",
            "Breaks off with an alert about itself.",
            Script.INTERNAL_ALERT,
            Reason.HANDSHAKE_REJECTED),
        raw(
            "out-of-order",
            "Sends a Finished where a ServerHello belongs.",
            Script.FINISHED_FIRST,
            Reason.PROTOCOL_VIOLATION),
        row(
            "version-gap",
            "Speaks TLS 1.2 only, and we ask for TLS 1.3.",
            FINE.over(TLS_1_2),
            PLAIN.withName("lab-tls13").withTls(PLAIN.tls().withVersions(TLS_1_3, TLS_1_3)),
            failure(Reason.PROTOCOL_MISMATCH)),
        row(
            "no-common-cipher",
            "Offers ECDSA suites only, and has an RSA certificate.",
            showing(ServerCertificate.FINE_RSA)
                .over(TLS_1_2)
                .withCiphers("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
            PLAIN,
            failure(Reason.CIPHER_MISMATCH)),
        row(
            "unknown-name",
            "Refuses the server name that we ask for.",
            FINE.with(Quirk.KNOWS_OTHER_NAME),
            PLAIN,
            failure(Reason.SERVER_NAME_UNRECOGNIZED)));
  }

  private static List<Scenario> policy() {
    return List.of(
        row(
            "policy-protocol",
            "Speaks TLS 1.2 at most, and its policy demands TLS 1.3.",
            FINE.over(TLS_1_2),
            under("tls13", policy -> policy.withMinVersion(TLS_1_3)),
            outside(Remark.POLICY_PROTOCOL)),
        row(
            "policy-cipher",
            "Chooses a cipher suite that its policy does not name.",
            FINE.over(TLS_1_3),
            under(
                "cipher", policy -> policy.withCiphers(List.of("TLS_RSA_WITH_AES_256_GCM_SHA384"))),
            outside(Remark.POLICY_CIPHER)),
        row(
            "policy-group",
            "Chooses a key-exchange group that its policy does not name.",
            FINE.over(TLS_1_3),
            under("group", policy -> policy.withGroups(List.of("P-521"))),
            outside(Remark.POLICY_GROUP)),
        row(
            "policy-issuer",
            "Has a certificate of another issuer than its policy names.",
            FINE,
            under("issuer", policy -> policy.withIssuers(List.of(subject("Lab RSA Issuing CA")))),
            outside(Remark.POLICY_ISSUER)),
        row(
            "policy-lifetime",
            "Has a certificate with a week left, and its policy demands a month.",
            showing(ServerCertificate.ENDS_SOON),
            under("lifetime", policy -> policy.withMinDaysLeft(30)),
            outside(Remark.POLICY_LIFETIME)),
        row(
            "policy-met",
            "Is within a policy that demands something of everything.",
            FINE.over(TLS_1_3),
            under(
                "met",
                policy ->
                    policy
                        .withMinVersion(TLS_1_3)
                        .withCiphers(
                            List.of(
                                "TLS_AES_128_GCM_SHA256",
                                "TLS_AES_256_GCM_SHA384",
                                "TLS_CHACHA20_POLY1305_SHA256"))
                        .withGroups(List.of("X25519", "P-256", "X25519MLKEM768"))
                        .withIssuers(List.of(subject("Lab Issuing CA")))
                        .withMinDaysLeft(30)),
            plainly()),
        row(
            "intercepted",
            "Shows a trusted chain that ends in another root than its policy names.",
            showing(ServerCertificate.FINE_RSA),
            under("roots", policy -> policy.withRoots(List.of(subject("Lab Root")))),
            failure(Reason.CERTIFICATE_INTERCEPTED)),
        row(
            "renewed-under-same-root",
            "Shows a certificate by a new intermediate of the root that its policy names.",
            showing(ServerCertificate.RENEWED),
            under("roots", policy -> policy.withRoots(List.of(subject("Lab Root")))),
            plainly()));
  }

  private static List<Scenario> http() {
    return List.of(
        row(
            "http-unavailable",
            "Answers 503 to an accepted client.",
            needing(FINE).answering(new Answer.Http(503, "later")),
            MUTUAL_HTTP,
            failure(Reason.HTTP_STATUS).with(Acceptance.CONFIRMED)),
        row(
            "http-unauthorized",
            "Answers 401, which is about credentials and never about the certificate.",
            WEB.with(ClientAuth.WANTED).answering(new Answer.Http(401, "who is it?")),
            HTTP,
            failure(Reason.HTTP_STATUS).with(Acceptance.CONFIRMED)),
        row(
            "http-garbage",
            "Answers within TLS, but not in HTTP.",
            FINE.answering(new Answer.NotHttp()),
            HTTP,
            failure(Reason.HTTP_INVALID)),
        row(
            "http-silence",
            "Reads the request and never answers.",
            FINE,
            HTTP,
            failure(Reason.HTTP_TIMEOUT)));
  }

  private static List<Scenario> unreachable() {
    return List.of(
        row(
            "closed-port",
            "Nobody listens on the port.",
            new ClosedPort(),
            PLAIN,
            failure(Reason.CONNECT_REFUSED)),
        row(
            "backlog-full",
            "Listens and never accepts; its queue is full.",
            new FullBacklog(),
            PLAIN,
            failure(Reason.CONNECT_TIMEOUT)),
        row(
                "no-route",
                "An address that no route leads to.",
                new Nowhere(),
                PLAIN,
                failure(Reason.CONNECT_UNREACHABLE))
            .dialling(UNROUTABLE),
        unresolved(
            "name-missing", "A name that does not exist.", LabDns.NOT_FOUND, Reason.DNS_NOT_FOUND),
        unresolved(
            "name-empty", "A name without an address.", LabDns.NO_ADDRESS, Reason.DNS_NO_ADDRESS),
        unresolved("name-fails", "A name whose server fails.", LabDns.FAILS, Reason.DNS_FAILED),
        unresolved(
            "name-unanswered",
            "A name whose server is silent.",
            LabDns.UNANSWERED,
            Reason.DNS_TIMEOUT));
  }

  private static Scenario row(
      String name, String description, Serving serving, ProbeModule module, Expected expected) {
    return new Scenario(
        name, description, serving, module, Street.ADDRESS, LabPki.SERVER_NAME, expected);
  }

  private static ProbeModule as(ProbeModule module, ClientCertificate shown) {
    return module
        .withName(module.name() + shown.identity().substring("lab".length()))
        .withIdentity(shown.identity());
  }

  private static ProbeModule under(String name, UnaryOperator<Policy> demand) {
    return PLAIN.withName("lab-policy-" + name).withPolicy(demand.apply(Policy.DEFAULT));
  }

  private static Pin subject(String commonName) {
    return new Pin.Subject("CN=" + commonName);
  }

  private static Expected outside(Remark word) {
    return failure(Reason.POLICY_VIOLATION).with(word);
  }

  private static ProbeModule refused(ProbeModule module) {
    return module
        .withName(module.name() + "-refused")
        .withExpect(new Expectation.Refused(Set.of(), Set.of()));
  }

  private static Serving.Tls needing(Serving.Tls server) {
    return server.with(ClientAuth.NEEDED);
  }

  private static Scenario shown(
      String name, String description, ServerCertificate certificate, Reason reason) {
    return row(name, description, showing(certificate), PLAIN, failure(reason));
  }

  private static Scenario raw(String name, String description, Script script, Reason reason) {
    return row(name, description, new Raw(script), PLAIN, failure(reason));
  }

  private static Scenario unresolved(String name, String description, String host, Reason reason) {
    return row(name, description, new Nowhere(), PLAIN, failure(reason)).dialling(host);
  }

  private static Expected plainly() {
    return success().with(Acceptance.NOT_REQUESTED);
  }

  private static Expected confirmed() {
    return success().with(Acceptance.CONFIRMED);
  }

  private static Expected rejected(Reason reason) {
    return failure(reason).with(Acceptance.REJECTED);
  }
}
