package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.agent.EncryptedKey;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code probe} against servers of the lab, on real sockets. */
class ProbeCommandTest {
  @TempDir static Path directory;
  private static ProbeStreet lab;

  @BeforeAll
  static void open() throws Exception {
    lab =
        ProbeStreet.open(
            directory,
            "fine-tls13",
            "mtls-tls13",
            "mtls-missing-tls12",
            "mtls-missing-tls13",
            "mtls-http-tls13",
            "wrong-name",
            "expired",
            "silence",
            "plain-http",
            "narrow-client",
            "closed-port");
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void aGoodServerIsOkAndTheStatusIsZero() {
    Session session = Session.of("probe", lab.trust(), lab.address("fine-tls13"));
    assertThat(session.status()).isZero();
    assertThat(session.err()).isEmpty();
    assertThat(session.lines().getFirst()).isEqualTo("OK  " + lab.address("fine-tls13"));
    assertThat(session.out()).contains("  tls     TLSv1.3, TLS_");
  }

  @Test
  void theSystemsRootsAreTrustedUnlessOthersAreGiven() {
    Session session = Session.of("probe", lab.address("fine-tls13"));
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out())
        .contains("certificate_untrusted in handshake")
        .contains("  try     --trust.file=F")
        .contains("CN=Lab Root  ")
        .contains("not sent, not in trust store system");
  }

  @Test
  void aMissingClientCertificateIsNamedWithItsAlert() {
    Session session = Session.of("probe", lab.trust(), lab.address("mtls-missing-tls13"));
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out())
        .startsWith(
            "FAILED  " + lab.address("mtls-missing-tls13") + "  client_certificate_required in")
        .contains("\n  who     client: ")
        .contains("\n  try     --certificate.file=F --key.file=F\n")
        .contains("\n  alert   116 certificate_required, received\n")
        .contains("\n  client  certificate asked for, none shown: rejected\n")
        .contains("\n          accepted issuers: CN=Lab Client Root\n");
  }

  @Test
  void theGivenCertificateIsShown() {
    Session session =
        Session.of(
            "probe",
            lab.trust(),
            "--certificate.file=" + lab.files().certificate(ClientCertificate.ACCEPTED),
            "--key.file=" + lab.files().key(ClientCertificate.ACCEPTED),
            lab.address("mtls-tls13"));
    assertThat(session.status()).as(session.out()).isZero();
    assertThat(session.out())
        .contains(
            "  client  certificate asked for, lab-client-accepted.pem shown: confirmed by"
                + " session_ticket\n")
        .contains("  in trust store roots.pem\n")
        .contains("  also    acceptance_tls_only: ");
  }

  @Test
  void anEncryptedKeyIsOpenedByItsPassword() throws IOException {
    HeldCertificate held = HeldCertificate.named("Sealed", Instant.now()).mint();
    Path certificate = Files.writeString(directory.resolve("sealed.pem"), held.chainPem());
    Path key =
        Files.writeString(directory.resolve("sealed.key"), EncryptedKey.pem(held, "correct horse"));
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    List<String> command =
        List.of(
            "probe",
            lab.trust(),
            "--certificate.file=" + certificate,
            "--key.file=" + key,
            lab.address("fine-tls13"));
    Session without = Session.of(command.toArray(String[]::new));
    List<String> more = new ArrayList<>(command);
    more.add("--key.password-file=" + password);
    Session with = Session.of(more.toArray(String[]::new));

    assertThat(without.status()).isEqualTo(1);
    assertThat(without.out())
        .contains("client_identity_unusable")
        .containsPattern(
            "is\\s+encrypted,\\s+and\\s+--key\\.password-file=F\\s+is\\s+not\\s+given");
    assertThat(with.status()).as(with.out()).isZero();
    assertThat(without.out() + with.out()).doesNotContain("correct horse");
  }

  @Test
  void anUnreadableCertificateIsAnAnswerAndNoMisuse() {
    Path absent = directory.resolve("absent.pem");
    Session session =
        Session.of(
            "probe",
            lab.trust(),
            "--certificate.file=" + absent,
            "--key.file=" + lab.files().key(ClientCertificate.ACCEPTED),
            lab.address("mtls-tls13"));
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.err()).isEmpty();
    assertThat(session.lines().getFirst())
        .isEqualTo(
            "FAILED  " + lab.address("mtls-tls13") + "  client_identity_unusable in handshake");
    assertThat(unwrapped(session)).contains(absent + " does not exist");
  }

  @Test
  void aKeyOfAnotherCertificateIsUnusable() {
    Session session =
        Session.of(
            "probe",
            lab.trust(),
            "--certificate.file=" + lab.files().certificate(ClientCertificate.ACCEPTED),
            "--key.file=" + lab.files().key(ClientCertificate.UNTRUSTED),
            lab.address("mtls-tls13"));
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out()).contains("client_identity_unusable in handshake");
    assertThat(unwrapped(session)).contains("does not match the certificate in");
  }

  @Test
  void theServerNameIsAskedForAndVerified() {
    String address = lab.address("wrong-name");
    Session right = Session.of("probe", lab.trust(), "--server-name=other.handshake.test", address);
    assertThat(right.status()).as(right.out()).isZero();

    Session wrong = Session.of("probe", lab.trust(), "--server-name=wanted.example", address);
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.out())
        .contains("certificate_name_mismatch in handshake")
        .contains("other.handshake.test, not for wanted.example.")
        .contains("  try     --server-name=N");
  }

  @Test
  void anUrlIsAnAddress() {
    String address = lab.address("fine-tls13");
    Session session = Session.of("probe", lab.trust(), "https://" + address + "/health");
    assertThat(session.status()).as(session.out()).isZero();
    assertThat(session.lines().getFirst())
        .isEqualTo("OK  https://" + address + "/health  " + address);
  }

  @Test
  void answersKeepTheOrderOfTheAddresses() {
    List<String> addresses =
        List.of(
            lab.address("silence"),
            lab.address("fine-tls13"),
            lab.address("closed-port"),
            lab.address("expired"),
            lab.address("fine-tls13"));
    List<String> arguments = new ArrayList<>(addresses);
    arguments.addAll(0, List.of("probe", lab.trust(), "--timeout=1s"));
    Session session = Session.of(arguments.toArray(String[]::new));
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines().stream().filter(line -> !line.startsWith(" ") && !line.isEmpty()))
        .containsExactly(
            "FAILED  " + addresses.get(0) + "  handshake_timeout in handshake",
            "OK  " + addresses.get(1),
            "FAILED  " + addresses.get(2) + "  connect_refused in connect",
            "FAILED  " + addresses.get(3) + "  certificate_expired in handshake",
            "OK  " + addresses.get(4));
    assertThat(session.lines().stream().filter(String::isEmpty)).hasSize(addresses.size() - 1);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theTimeoutBoundsTheWholeAndIsWhatTheAnswerNames() {
    Session session = Session.of("probe", "--timeout=600ms", lab.address("silence"));
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out()).contains("handshake_timeout in handshake");
    assertThat(unwrapped(session))
        .containsPattern("did not finish the handshake within [1-9]\\d\\d ms");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theTimeoutBoundsNameResolutionToo() throws Exception {
    try (DatagramSocket silent =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      Path file =
          Files.writeString(
              directory.resolve("silent-dns.yml"),
              """
              dns: {servers: ["127.0.0.1:%d"], timeout: 20s}
              targets: [{name: nowhere, address: "nowhere.example:443"}]
              """
                  .formatted(silent.getLocalPort()));
      Session session = Session.of("probe", "--timeout=600ms", "--config.file=" + file);
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out())
          .contains("dns_timeout in resolve")
          .containsPattern("within [1-9]\\d\\d ms");
    }
  }

  @Test
  void theSecondEngineIsTriedInTheSameRun() {
    Session session = Session.of("probe", lab.trust(), lab.address("narrow-client"));
    assertThat(session.status()).as(session.out()).isZero();
    assertThat(session.out()).contains(", by jdk\n").contains("  also    narrow_client: ");
  }

  @Test
  void configuredTargetsAreProbedAsTheyAreConfigured() throws Exception {
    Path file = configuration();
    Session all = Session.of("probe", "--config.file=" + file);
    assertThat(all.status()).isEqualTo(1);
    assertThat(all.lines().stream().filter(line -> !line.startsWith(" ") && !line.isEmpty()))
        .containsExactly(
            "OK  gateway  " + lab.address("mtls-http-tls13"),
            "FAILED  bare  "
                + lab.address("mtls-missing-tls12")
                + "  client_certificate_required in handshake",
            "OK  stranger  "
                + lab.address("mtls-missing-tls12")
                + "  refused with client_certificate_untrusted");
    assertThat(all.out()).contains("  http    HTTP/1.1 200\n").doesNotContain("  try  ");
  }

  @Test
  void targetsAreChosenByName() throws Exception {
    Path file = configuration();
    Session session =
        Session.of("probe", "--config.file=" + file, "--target=stranger", "--target=gateway");
    assertThat(session.status()).as(session.out()).isZero();
    assertThat(session.lines().stream().filter(line -> line.startsWith("OK")))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("OK  gateway  "),
            second -> assertThat(second).startsWith("OK  stranger  "));
  }

  @Test
  void targetsOfFilesAreKnownByNameToo() throws Exception {
    Files.writeString(
        directory.resolve("more.json"),
        "[{\"targets\": [\"127.0.0.1:1\"], \"labels\": {\"__name__\": \"found\"}}]");
    Path file = Files.writeString(directory.resolve("found.yml"), "target_files: [more.json]");
    Session session = Session.of("probe", "--config.file=" + file, "--target=found");
    assertThat(session.out()).startsWith("FAILED  found  127.0.0.1:1  connect_refused");
  }

  @Test
  void aBadConfigurationIsNoAnswer() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("bad.yml"), "targets: [{name: a, adress: \"a:1\"}]\nprobes: {}\n");
    Session session = Session.of("probe", "--config.file=" + file);
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("adress").contains("probes");
  }

  private static Path configuration() throws Exception {
    return Files.writeString(
        directory.resolve("targets.yml"),
        """
        trust: {lab: {files: [%s]}}
        identities: {client: {certificate: %s, key: %s}}
        targets:
          - {name: gateway, address: "%s", server_name: gateway.handshake.test, trust: lab,
             identity: client, http: {path: /health}}
          - {name: bare, address: "%s", server_name: gateway.handshake.test, trust: lab}
          - {name: stranger, address: "%s", server_name: gateway.handshake.test, trust: lab,
             identity: stranger, expect: refused}
        """
            .formatted(
                lab.files().roots(),
                lab.files().certificate(ClientCertificate.ACCEPTED),
                lab.files().key(ClientCertificate.ACCEPTED),
                lab.address("mtls-http-tls13"),
                lab.address("mtls-missing-tls12"),
                lab.address("mtls-missing-tls12")));
  }

  private static String unwrapped(Session session) {
    return session.out().replaceAll("\\s+", " ");
  }
}
