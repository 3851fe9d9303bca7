package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code check chain}: what it says of files, and with which exit status. */
class CheckChainTest {
  private static final String NAME = "crm.example.com";

  @TempDir private Path directory;
  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("root", now).authority().mint();
  private final HeldCertificate issuing =
      HeldCertificate.named("issuing", now).authority().issuedBy(root).mint();
  private final HeldCertificate leaf =
      HeldCertificate.named("crm", now)
          .dns(NAME)
          .purposes(KeyPurposeId.id_kp_serverAuth)
          .issuedBy(issuing)
          .mint();
  private Path roots = Path.of("unset");
  private Path chain = Path.of("unset");

  @BeforeEach
  void write() throws IOException {
    roots = file("roots.pem", root.certificatePem());
    chain = file("chain.pem", leaf.chainPem());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private Session check(Path chainFile, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("check", "chain", "--chain.file=" + chainFile, "--trust.file=" + roots));
    arguments.addAll(List.of(more));
    return Session.of(arguments.toArray(String[]::new));
  }

  private JsonNode json(int status, Path chainFile, String... more) throws IOException {
    String[] arguments =
        Stream.concat(Stream.of(more), Stream.of("--output=json")).toArray(String[]::new);
    Session session = check(chainFile, arguments);
    assertThat(session.err()).isEmpty();
    assertThat(session.status()).as(session.out()).isEqualTo(status);
    assertThat(session.lines()).hasSize(1);
    return new ObjectMapper().readTree(session.out());
  }

  private static List<String> findings(JsonNode answer) {
    return answer.get("findings").valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void aGoodChainIsValid() throws IOException {
    JsonNode answer = json(0, chain, "--name=" + NAME);
    assertThat(answer.get("valid").asBoolean()).isTrue();
    assertThat(answer.get("verified_depth").asInt()).isEqualTo(3);
    assertThat(answer.get("chain_depth").asInt()).isEqualTo(2);
    assertThat(findings(answer)).isEmpty();
    assertThat(answer.has("reason")).isFalse();
    assertThat(answer.has("remedy")).isFalse();
    assertThat(answer.has("party")).isFalse();
  }

  @Test
  void aGoodChainAsText() {
    Session session = check(chain);
    assertThat(session.status()).isZero();
    assertThat(session.out())
        .startsWith("VALID  " + chain + "\n  what    The chain is good for server authentication")
        .contains("  chain   CN=crm ")
        .contains("└─ CN=issuing ")
        .contains("in trust store roots.pem");
  }

  @Test
  void theTimeMayBeAnother() throws IOException {
    Instant later = now.plus(Duration.ofDays(31));
    JsonNode answer = json(1, chain, "--at=" + later);
    assertThat(answer.get("valid").asBoolean()).isFalse();
    assertThat(answer.get("reason").asText()).isEqualTo("certificate_expired");
    assertThat(answer.get("party").asText()).isEqualTo("server");
    assertThat(answer.get("verified_depth").asInt()).isEqualTo(3);
    assertThat(json(1, chain, "--at=" + now.minusSeconds(7200)).get("reason").asText())
        .isEqualTo("certificate_not_yet_valid");
    assertThat(findings(json(0, chain, "--at=" + now.plus(Duration.ofDays(20)))))
        .containsExactly("expires_soon");
  }

  @Test
  void theFirstReasonIsExplainedAndTheOthersFollow() {
    Session session =
        check(chain, "--name=other.example.com", "--at=" + now.plus(Duration.ofDays(31)));
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out())
        .startsWith("INVALID  " + chain + "  certificate_expired\n  why     CN=crm expired on ")
        .contains("  who     server: whoever runs the server that is to show it")
        .contains("  do      Renew the certificate that has ended")
        .contains("  also    certificate_name_mismatch: The certificate is for " + NAME);
  }

  @Test
  void knownIntermediatesMakeAnIncompleteChainOfAnUnknownOne() throws IOException {
    Path alone = file("leaf.pem", leaf.certificatePem());
    JsonNode unknown = json(1, alone);
    assertThat(unknown.get("reason").asText()).isEqualTo("certificate_chain_incomplete");
    assertThat(unknown.get("valid").asBoolean()).isFalse();
    assertThat(unknown.get("summary").asText()).contains("may be an unknown root");
    assertThat(unknown.has("verified_depth")).isFalse();
    Path known = file("known.pem", issuing.certificatePem());
    JsonNode incomplete = json(1, alone, "--intermediates.file=" + known);
    assertThat(incomplete.get("reason").asText()).isEqualTo("certificate_chain_incomplete");
    assertThat(incomplete.get("summary").asText())
        .isEqualTo("The server did not send CN=issuing, which issued CN=crm.");
    assertThat(incomplete.get("verified_depth").asInt()).isEqualTo(3);
    assertThat(incomplete.get("valid").asBoolean()).isTrue();
    JsonNode misnamed = json(1, alone, "--intermediates.file=" + known, "--name=other.example.com");
    assertThat(misnamed.get("valid").asBoolean()).isFalse();
  }

  @Test
  void aClientsChainIsJudgedForClients() throws IOException {
    JsonNode answer = json(1, chain, "--for=client");
    assertThat(answer.get("reason").asText()).isEqualTo("certificate_wrong_eku");
    assertThat(answer.get("party").asText()).isEqualTo("client");
    assertThat(answer.get("remedy").asText()).contains("clientAuth");
    Path alone = file("leaf.pem", leaf.certificatePem());
    Path known = file("known.pem", issuing.certificatePem());
    assertThat(
            json(1, alone, "--for=client", "--intermediates.file=" + known).get("summary").asText())
        .startsWith("The client did not send CN=issuing");
    HeldCertificate client =
        HeldCertificate.named("us", now)
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .issuedBy(root)
            .mint();
    Path clientChain = file("client.pem", client.chainPem());
    assertThat(json(0, clientChain, "--for=client").get("valid").asBoolean()).isTrue();
    assertThat(json(1, clientChain).get("reason").asText()).isEqualTo("certificate_wrong_eku");
  }

  @Test
  void oneCertificateInDer() throws Exception {
    HeldCertificate direct = HeldCertificate.named("direct", now).issuedBy(root).mint();
    Path der = Files.write(directory.resolve("direct.der"), direct.certificate().getEncoded());
    assertThat(json(0, der).get("verified_depth").asInt()).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadAsACertificateIsJudgedAndNoError() throws IOException {
    String broken =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(new byte[] {0x30, 3, 2, 1, 7})
            + "\n-----END CERTIFICATE-----\n";
    JsonNode second = json(1, file("second.pem", leaf.certificatePem() + broken));
    assertThat(findings(second)).contains("certificate_invalid");
    assertThat(second.get("chain_depth").asInt()).isEqualTo(2);
    JsonNode first = json(1, file("first.pem", broken + issuing.certificatePem()));
    assertThat(first.get("reason").asText()).isEqualTo("certificate_invalid");
    assertThat(first.has("verified_depth")).isFalse();
    assertThat(check(file("text.pem", broken)).out())
        .contains("(a certificate that cannot be read)");
    Path der = Files.write(directory.resolve("broken.der"), new byte[] {0x30, 3, 2, 1, 7});
    assertThat(json(1, der).get("reason").asText()).isEqualTo("certificate_invalid");
  }

  @Test
  void whatMostClientsLetPassIsRefusedWhereStrictnessIsAskedFor() throws IOException {
    HeldCertificate critical =
        HeldCertificate.named("critical", now)
            .issuedBy(root)
            .extension(
                Extension.subjectAlternativeName.getId(),
                true,
                new GeneralNames(new GeneralName(GeneralName.dNSName, NAME)))
            .mint();
    Path file = file("critical.pem", critical.chainPem());
    assertThat(json(0, file).get("valid").asBoolean()).isTrue();
    JsonNode strict = json(1, file, "--strict");
    assertThat(strict.get("reason").asText()).isEqualTo("certificate_invalid");
    assertThat(strict.get("summary").asText()).contains("critical beside a subject");
    assertThat(strict.get("verified_depth").asInt()).isEqualTo(2);
    assertThat(json(0, chain, "--strict").get("valid").asBoolean()).isTrue();
  }

  @Test
  void textAroundThePemIsPassedOver() throws IOException {
    Path commented = file("commented.pem", "subject=CN=crm\n\n" + leaf.chainPem() + "\nend\n");
    assertThat(json(0, commented).get("verified_depth").asInt()).isEqualTo(3);
  }

  @Test
  void textOfACertificateIsEscaped() throws IOException {
    HeldCertificate hostile =
        HeldCertificate.named("unused", now)
            .subject(new X500NameBuilder().addRDN(BCStyle.CN, "a\u001b[2J\u202eb\nINVALID").build())
            .dns("\u001b[2J")
            .mint();
    Session session = check(file("hostile.pem", hostile.certificatePem()), "--name=" + NAME);
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out().chars().filter(it -> it != '\n' && it < ' ')).isEmpty();
    assertThat(session.out()).doesNotContain("\u202e");
    assertThat(session.lines()).noneMatch(line -> line.startsWith("INVALID\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chain", "trust", "intermediates"})
  void anUnusableFileIsNamedWithWhatWasExpected(String option) throws IOException {
    Path absent = directory.resolve("absent.pem");
    Path empty = file("empty.pem", "");
    Path words = file("words.pem", "nothing in here");
    Path key = file("key.pem", leaf.keyPem());
    String pem = leaf.certificatePem();
    Path cut = file("cut.pem", pem.substring(0, pem.length() - 30));
    for (Path file : List.of(absent, empty, words, key, cut, directory)) {
      Session session = check(chain, "--intermediates.file=" + chain);
      assertThat(session.status()).isZero();
      session = with(option, file);
      assertThat(session.status()).isEqualTo(2);
      assertThat(session.out()).isEmpty();
      assertThat(session.err())
          .startsWith(
              "handshake-exporter: --%s.file: %s (expected: a PEM or DER file of certificates, this one "
                  .formatted(option, file));
      assertThat(session.err()).doesNotContain("PRIVATE");
    }
  }

  private Session with(String option, Path file) {
    List<String> arguments = new ArrayList<>(List.of("check", "chain"));
    for (String each : List.of("chain", "trust", "intermediates")) {
      Path usual = each.equals("trust") ? roots : chain;
      arguments.add("--" + each + ".file=" + (each.equals(option) ? file : usual));
    }
    return Session.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "2027-01-01", "2027-01-01T00:00:00"})
  void aTimeThatCannotBeMeantIsRefused(String time) {
    Session session = check(chain, "--at=" + time);
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.err())
        .startsWith("handshake-exporter: --at: " + time + " (expected: a time in UTC such as ");
  }

  @Test
  void nameAndSideAreReadStrictly() {
    assertThat(check(chain, "--name=a..b").err())
        .startsWith("handshake-exporter: --name: a..b (expected: a DNS name or an IP address)");
    assertThat(check(chain, "--for=everyone").err())
        .startsWith(
            "handshake-exporter: invalid value for option '--for': expected one of [server, client]");
  }

  @Test
  void theAnswerIsUtf8OnOneLine() throws IOException {
    HeldCertificate accented =
        HeldCertificate.named("unused", now)
            .subject(new X500NameBuilder().addRDN(BCStyle.CN, "Zürich").build())
            .mint();
    Session session = check(file("accented.pem", accented.certificatePem()), "--output=json");
    assertThat(session.out().getBytes(StandardCharsets.UTF_8))
        .containsSequence("Zürich".getBytes(StandardCharsets.UTF_8));
  }
}
