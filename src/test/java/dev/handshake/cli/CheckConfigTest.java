package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.OwnFile;
import dev.handshake.lab.HeldCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckConfigTest {
  @TempDir private Path directory;
  private final HeldCertificate held =
      HeldCertificate.named("client", Instant.now()).authority().mint();

  @BeforeEach
  void write() throws Exception {
    file("client.pem", held.certificatePem());
    file("client.key", held.keyPem());
  }

  @Test
  void aGoodFileIsCountedAndFine() throws Exception {
    Path config =
        file(
            "good.yml",
            """
            trust: {own: {files: [client.pem]}}
            identities: {client: {certificate: client.pem, key: client.key}}
            targets:
              - {name: a, address: "127.0.0.1:1", trust: own, identity: client}
              - {name: b, address: "127.0.0.1:1"}
            """);
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isZero();
    assertThat(session.err()).isEmpty();
    assertThat(session.out()).isEqualTo(config + ": 2 targets, 1 trust store, 1 identity\n");
  }

  @Test
  void aKeyThatOthersMayReadIsWarnedOfAndFine() throws Exception {
    Files.setPosixFilePermissions(
        file("client.key", held.keyPem()), PosixFilePermissions.fromString("rw-r--r--"));
    Path config =
        file("open.yml", "\nidentities: {client: {certificate: client.pem, key: client.key}}\n");
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isZero();
    assertThat(session.err())
        .isEqualTo(
            config
                + ":2: identities.client.key: \"client.key\" (warning: every user of this machine may"
                + " read this file (0600 or 0640 keeps them from it))\n");
  }

  @Test
  void regionsAndOrganizationsAreCountedWhereThereAreAny() throws Exception {
    file("f", "s3cret\n");
    Path config =
        file(
            "genesys.yml",
            """
            genesys:
              regions: [us-east-1, eu-west-1]
              organizations: [{name: acme, region: us-east-1, oauth: {client_id: a, client_secret_file: f}}]
            """);
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isZero();
    assertThat(session.out())
        .isEqualTo(
            config + ": 6 targets, 0 trust stores, 0 identities, 2 regions, 1 organization\n");
  }

  @Test
  void targetFilesAreReadTooAndTheirTargetsCounted() throws Exception {
    file("a.targets.yml", "- targets: ['127.0.0.1:2', '127.0.0.1:3']\n- targets: ['127.0.0.1:2']");
    file("b.targets.json", "[{\"targets\": [\"127.0.0.1:4\"]}]");
    Path config =
        file(
            "found.yml",
            """
            targets: [{address: "127.0.0.1:1"}]
            target_files: ["*.targets.yml", "*.targets.json", "none/*.yml"]
            """);
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isZero();
    assertThat(session.out())
        .isEqualTo(config + ": 1 target, 0 trust stores, 0 identities, 3 targets in files\n");
    assertThat(session.err())
        .isEqualTo(
            directory.resolve("a.targets.yml")
                + ":2: [1].targets[0]: \"127.0.0.1:2\" (warning: the target of this name on line 1"
                + " counts, this one is left out)\n");
  }

  @Test
  void allThatIsWrongInTargetFilesIsSaid() throws Exception {
    file("a.yml", "- targets: [a.example]\n- targets: ['b.example:1']\n  labels: {job: x}");
    file("b.json", "[{");
    Path config = file("found.conf", "target_files: ['?.yml', b.json]");
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err())
        .isEqualTo(
            """
            D/a.yml:1: [0].targets[0]: "a.example" (expected: host:port, [ipv6]:port or an https:// URL without user and password)
            D/a.yml:3: [1].labels.job: "x" (expected: another label name, job is reserved)
            D/b.json:1: it ends too early (expected: well-formed JSON)
            """
                .replace("D/", directory + "/"));
  }

  @Test
  void whatIsAcceptedAndWeakIsWarnedOf() throws Exception {
    Path config =
        file(
            "weak.yml",
            """
            modules:
              gateway:
                policy:
                  roots: ["%s", "CN=Corporate Root"]
                  issuers:
                    - CN=Corporate Issuing CA,O=Example
            """
                .formatted("0a".repeat(32)));
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isZero();
    assertThat(session.err())
        .isEqualTo(
            """
            F:4: modules.gateway.policy.roots[1]: "CN=Corporate Root" (warning: anyone can copy a subject; the SHA-256 fingerprint of the certificate or of its public key cannot be copied)
            F:6: modules.gateway.policy.issuers[0]: "CN=Corporate Issuing CA,O=Example" (warning: anyone can copy a subject; the SHA-256 fingerprint of the certificate or of its public key cannot be copied)
            """
                .replace("F:", config + ":"));
    assertThat(session.out()).isEqualTo(config + ": 0 targets, 0 trust stores, 0 identities\n");
  }

  @Test
  void everyMistakeIsSaidAtOnce() throws Exception {
    Path config =
        file(
            "bad.yml",
            """
            probe: {interval: soon}
            trust: {own: {files: [absent.pem]}}
            targets:
              - {name: a, address: "127.0.0.1:70000"}
              - {name: a, address: "127.0.0.1:1", modul: gateway}
            """);
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err().lines())
        .allSatisfy(line -> assertThat(line).startsWith(config + ":").contains("(expected: "));
    assertThat(session.err())
        .contains("probe.interval: ")
        .contains("absent.pem")
        .contains("70000")
        .contains("modul");
  }

  @Test
  void anAbsentFileIsAMistakeToo() {
    Path config = directory.resolve("absent.yml");
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err())
        .isEqualTo(config + ": does not exist (expected: a readable YAML file)\n");
  }

  @Test
  void identitiesThatCannotBeUsedAreListed() throws Exception {
    file("other.key", HeldCertificate.named("other", Instant.now()).mint().keyPem());
    file("half.pem", held.certificatePem().substring(0, 200));
    Path config =
        file(
            "unusable.yml",
            """
            identities:
              good: {certificate: client.pem, key: client.key}
              mismatched: {certificate: client.pem, key: other.key}
              half: {certificate: half.pem, key: client.key}
            targets: [{name: a, address: "127.0.0.1:1", identity: half}]
            """);
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.err()).isEmpty();
    assertThat(session.lines())
        .satisfiesExactly(
            half -> assertThat(half).startsWith("identity half: ").contains("half.pem"),
            other ->
                assertThat(other)
                    .startsWith("identity mismatched: ")
                    .contains("other.key does not match"),
            count ->
                assertThat(count)
                    .isEqualTo(config + ": 1 target, 0 trust stores, 3 identities, 2 unusable"));
    assertThat(session.out()).doesNotContain("PRIVATE KEY");
  }

  @Test
  void secretsThatCannotBeReadAreListedAndNotShown() throws Exception {
    file("two.secret", "first-half\nsecond-half\n");
    file("good.secret", "s3cret\n");
    Path config =
        file(
            "secrets.yml",
            """
            genesys:
              organizations:
                - {name: absent, region: us-east-1, oauth: {client_id: a, client_secret_file: absent.secret}}
                - {name: two, region: us-east-1, oauth: {client_id: a, client_secret_file: two.secret}}
                - {name: good, region: us-east-1, oauth: {client_id: a, client_secret_file: good.secret}}
            identities: {client: {certificate: client.pem, key: client.key}}
            targets:
              - name: api
                address: "127.0.0.1:1"
                http:
                  oauth: {token_url: "https://login.test/oauth/token", client_id: a, client_secret_file: none.secret}
            """);
    Session session = Session.of("check", "config", config.toString());
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines())
        .satisfiesExactly(
            absent ->
                assertThat(absent)
                    .startsWith("organization absent: client_secret_file: ")
                    .contains("absent.secret"),
            two -> assertThat(two).startsWith("organization two: ").contains("more than one line"),
            api -> assertThat(api).startsWith("target api: ").contains("none.secret"),
            count -> assertThat(count).startsWith(config + ": 1 target, "));
    assertThat(session.out()).doesNotContain("first-half", "second-half", "s3cret");
  }

  private Path file(String name, String content) throws Exception {
    return OwnFile.write(directory.resolve(name), content);
  }
}
