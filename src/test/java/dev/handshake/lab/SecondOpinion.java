package dev.handshake.lab;

import static dev.handshake.lab.ClientAuth.JUDGED_IN_HTTP;
import static dev.handshake.reason.Acceptance.NOT_REQUESTED;
import static dev.handshake.reason.Acceptance.UNCONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Program;
import dev.handshake.reason.Reason;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code openssl s_client} would have to say of a server if a scenario's expectation is right.
 *
 * @param says all of it must be said
 * @param neverSays none of it may be said, neither before nor within a moment afterwards
 */
record SecondOpinion(List<String> says, List<String> neverSays) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration A_MOMENT = Duration.ofMillis(700);

  private static final String HANDSHAKE_DONE = "New, (SSLv3|TLSv1\\.[0-3]), Cipher is [A-Z]";
  private static final String NO_CIPHER = "New, \\(NONE\\), Cipher is \\(NONE\\)";
  private static final String VERIFIED = "Verification: OK";
  private static final String TICKET = "Post-Handshake New Session Ticket arrived";
  private static final String ALERT = "SSL alert number";

  /** Asks openssl about a server that listens, and checks its answer against the row. */
  static void confirm(Scenario row, Target target, LabFiles files) {
    SecondOpinion expected = of(row);
    try (Program client = Program.start(command(target, files))) {
      row.module().http().ifPresent(http -> client.tell(request(http.path())));
      for (String each : expected.says) {
        assertThat(client.says(Pattern.compile(each), PATIENCE))
            .as("openssl says /%s/ of %s, but said:%n%s", each, row, client.output())
            .isPresent();
      }
      if (!expected.neverSays.isEmpty()) {
        Pattern any = Pattern.compile(String.join("|", expected.neverSays));
        assertThat(client.says(any, A_MOMENT))
            .as("openssl does not say /%s/ of %s, but said:%n%s", any, row, client.output())
            .isEmpty();
      }
    }
  }

  private static List<String> command(Target target, LabFiles files) {
    ProbeModule module = target.module();
    List<String> all =
        new ArrayList<>(
            List.of(
                "stdbuf",
                "-o0",
                "openssl",
                "s_client",
                "-ign_eof",
                "-connect",
                Street.ADDRESS + ":" + target.endpoint().port(),
                "-CAfile",
                files.roots().toString(),
                "-max_protocol",
                module.tls().maxVersion().word(),
                "-min_protocol",
                module.tls().minVersion().word()));
    if (module.expect().isRefusalOfOffer()) {
      all.addAll(List.of("-cipher", ciphers(module.tls().ciphers()) + ":@SECLEVEL=0"));
    }
    module.route().proxy().ifPresent(proxy -> all.addAll(List.of("-proxy", proxy.toString())));
    module
        .route()
        .starttls()
        .ifPresent(protocol ->
            all.addAll(List.of("-starttls", protocol.word(), "-name", target.serverName())));
    Optional<String> sni = target.sni();
    if (sni.isPresent()) {
      all.addAll(List.of("-servername", sni.get(), "-verify_hostname", target.verifyName()));
    } else {
      all.addAll(List.of("-noservername", "-verify_ip", target.verifyName()));
    }
    module
        .identity()
        .ifPresent(name ->
            all.addAll(
                List.of(
                    "-cert",
                    files.directory().resolve(name + ".pem").toString(),
                    "-key",
                    files.directory().resolve(name + ".key").toString())));
    return all;
  }

  private static String ciphers(List<String> names) {
    return names.isEmpty()
        ? "ALL"
        : names.stream().map(RealStreet::opensslName).collect(Collectors.joining(":"));
  }

  private static String request(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + LabPki.SERVER_NAME + "\r\n\r\n";
  }

  private static SecondOpinion of(Scenario row) {
    Optional<Reason> reason = row.expected().reason().or(row.expected()::refusedWith);
    boolean http = row.module().http().isPresent();
    return reason.map(word -> ofFailure(word, row, http)).orElseGet(() -> ofSuccess(row, http));
  }

  private static SecondOpinion ofSuccess(Scenario row, boolean http) {
    List<String> says = new ArrayList<>(List.of(HANDSHAKE_DONE, VERIFIED));
    List<String> neverSays = new ArrayList<>(List.of(ALERT));
    boolean requested =
        row.expected().acceptance().stream().anyMatch(seen -> seen != NOT_REQUESTED);
    (requested ? says : neverSays).add("Acceptable client certificate CA names");
    if (http) {
      says.add("HTTP/1\\.[01] 200");
    } else if (row.expected().acceptance().equals(Optional.of(UNCONFIRMED))) {
      neverSays.add(TICKET);
    } else if (versions(row).equals(List.of(TlsVersion.TLS_1_3))) {
      says.add(TICKET);
    }
    return new SecondOpinion(says, neverSays);
  }

  private static SecondOpinion ofFailure(Reason reason, Scenario row, boolean http) {
    return switch (reason) {
      case CONNECT_REFUSED -> says("Connection refused");
      case CONNECT_TIMEOUT -> new SecondOpinion(List.of(), List.of("CONNECTED", "errno"));
      case NOT_TLS ->
          row.serving() instanceof Serving.Proxied ? noHandshake() : says("wrong version number");
      case PROXY_FAILED -> ofProxy(row);
      case STARTTLS_FAILED -> ofStartTls(row);
      case HANDSHAKE_TIMEOUT ->
          new SecondOpinion(List.of("CONNECTED"), List.of("New, ", ALERT, "errno", "eof"));
      case CONNECTION_CLOSED -> says("unexpected eof while reading");
      case CONNECTION_RESET -> says("errno=104");
      case PROTOCOL_MISMATCH -> says("SSL alert number 70|unsupported protocol", NO_CIPHER);
      case CIPHER_MISMATCH -> says("SSL alert number 40", "no peer certificate", NO_CIPHER);
      case SERVER_NAME_UNRECOGNIZED -> says("SSL alert number 112");
      case HANDSHAKE_REJECTED -> says("SSL alert number 80");
      case PROTOCOL_VIOLATION -> says("unexpected message");
      case HANDSHAKE_TOO_LARGE -> says("excessive message size");
      case CERTIFICATE_SELF_SIGNED -> says("verify error:num=18:", HANDSHAKE_DONE);
      case CERTIFICATE_UNTRUSTED -> says("verify error:num=(19|20):", " 1 s:", HANDSHAKE_DONE);
      case CERTIFICATE_CHAIN_INCOMPLETE ->
          new SecondOpinion(
              List.of("verify error:num=20:", "verify error:num=21:", HANDSHAKE_DONE),
              List.of("\n 1 s:"));
      case CERTIFICATE_ISSUER_NOT_CA -> says("verify error:num=79:", HANDSHAKE_DONE);
      case CERTIFICATE_PATH_LENGTH -> says("verify error:num=25:", HANDSHAKE_DONE);
      case CERTIFICATE_NAME_CONSTRAINT -> says("verify error:num=47:", HANDSHAKE_DONE);
      case CERTIFICATE_CRITICAL_EXTENSION -> says("verify error:num=34:", HANDSHAKE_DONE);
      case CERTIFICATE_INVALID -> says("verify error:num=7:", HANDSHAKE_DONE);
      case CERTIFICATE_WRONG_EKU -> says("verify error:num=26:", HANDSHAKE_DONE);
      case CERTIFICATE_WRONG_KEY_USAGE -> says("verify error:num=32:", HANDSHAKE_DONE);
      case CERTIFICATE_WEAK_KEY -> says("verify error:num=66:", HANDSHAKE_DONE);
      case CERTIFICATE_WEAK_SIGNATURE -> says("verify error:num=68:", HANDSHAKE_DONE);
      case CERTIFICATE_NOT_YET_VALID -> says("verify error:num=9:", HANDSHAKE_DONE);
      case CERTIFICATE_EXPIRED -> says("verify error:num=10:", HANDSHAKE_DONE);
      case CERTIFICATE_NAME_MISMATCH -> ofName(row);
      case CLIENT_IDENTITY_UNUSABLE ->
          says("Could not (read|find) .*" + row.module().identity().orElseThrow());
      case CLIENT_CERTIFICATE_REQUIRED ->
          http
              ? says("HTTP/1\\.1 400", "No required SSL certificate was sent")
              : says(ALERT + " (40|42|116)", "Acceptable client certificate CA names");
      case CLIENT_CERTIFICATE_UNTRUSTED,
          CLIENT_CERTIFICATE_EXPIRED,
          CLIENT_CERTIFICATE_NOT_YET_VALID,
          CLIENT_CERTIFICATE_WRONG_EKU ->
          row.serving() instanceof Serving.Tls tls && tls.clientAuth() == JUDGED_IN_HTTP
              ? says("HTTP/1\\.1 400", "The SSL certificate error")
              : says(ALERT + " (42|43|45|46|48)", "Acceptable client certificate CA names");
      case CLIENT_CERTIFICATE_REJECTED -> says(HANDSHAKE_DONE, "HTTP/1\\.1 403");
      case ACCEPTANCE_UNCONFIRMED ->
          new SecondOpinion(List.of(HANDSHAKE_DONE), List.of(ALERT, TICKET));
      case CERTIFICATE_INTERCEPTED -> says(HANDSHAKE_DONE, VERIFIED);
      case POLICY_VIOLATION ->
          row.module().expect().isRefusalOfOffer() ? ofAccepted() : says(HANDSHAKE_DONE, VERIFIED);
      case MTLS_NOT_ENFORCED -> says("HTTP/1\\.1 200");
      case HTTP_STATUS -> says(HANDSHAKE_DONE, "HTTP/1\\.1 (401|503)");
      case HTTP_TIMEOUT -> new SecondOpinion(List.of(HANDSHAKE_DONE), List.of("HTTP/"));
      case HTTP_INVALID -> says(HANDSHAKE_DONE, "this is not HTTP");
      default -> throw new AssertionError("openssl has no words for " + reason.word());
    };
  }

  /** The lab's own goes no further than its ServerHello, which openssl finds no fault with. */
  private static SecondOpinion ofAccepted() {
    return new SecondOpinion(
        List.of(HANDSHAKE_DONE + "|unexpected eof while reading"),
        List.of(ALERT, "unsupported protocol", "wrong cipher"));
  }

  private static SecondOpinion ofProxy(Scenario row) {
    return switch (((Serving.Proxied) row.serving()).manners()) {
      case REFUSES -> says("HTTP CONNECT failed, reason= ?403");
      case WANTS_CREDENTIALS -> says("HTTP CONNECT failed, reason= ?407");
      case OFFERS_NOT -> says("HTTP CONNECT failed, reason= ?405");
      case TALKS_NONSENSE -> says("HTTP CONNECT failed");
      case CLOSES, RESETS, SILENT -> noHandshake(); // openssl waits on
      case AGREES, INJECTS -> throw new AssertionError(row + " does not fail at its proxy");
    };
  }

  /** Words that come too early are overlooked by openssl, which so takes over what was injected. */
  private static SecondOpinion ofStartTls(Scenario row) {
    return row.serving() instanceof Serving.Introduced served && served.manners() == Manners.INJECTS
        ? says(HANDSHAKE_DONE)
        : noHandshake();
  }

  private static SecondOpinion noHandshake() {
    return new SecondOpinion(List.of("CONNECTED"), List.of(HANDSHAKE_DONE));
  }

  /** Where there is no subjectAltName, openssl falls back to the CN, which RFC 9525 forbids. */
  private static SecondOpinion ofName(Scenario row) {
    return row.serving() instanceof Serving.Tls tls
            && tls.certificate() == ServerCertificate.COMMON_NAME_ONLY
        ? says(HANDSHAKE_DONE, VERIFIED)
        : says("verify error:num=62:", HANDSHAKE_DONE);
  }

  private static List<TlsVersion> versions(Scenario row) {
    return row.serving() instanceof Serving.Tls tls ? List.copyOf(tls.versions()) : List.of();
  }

  private static SecondOpinion says(String... all) {
    return new SecondOpinion(List.of(all), List.of());
  }
}
