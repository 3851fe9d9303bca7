package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handshake.credential.Identity;
import dev.handshake.lab.HeldCertificate;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of the agent in the folder config loads, once the files that it names are there. */
class ShippedConfigTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Path SHIPPED = Path.of("config");
  private static final Set<Path> OTHERS =
      Set.of(
          SHIPPED.resolve("prometheus.yml"),
          SHIPPED.resolve("alertmanager.yml"),
          SHIPPED.resolve("web.yml"));
  private static final String PASSWORD = "only for this test";

  @TempDir Path directory;

  static List<Path> files() throws Exception {
    try (Stream<Path> files = Files.walk(SHIPPED)) {
      return files
          .filter(file -> file.toString().endsWith(".yml"))
          .filter(file -> !OTHERS.contains(file))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void loadsWithUsableIdentities(Path shipped) throws Exception {
    writeCredentials();
    Path file = Files.copy(shipped, directory.resolve(String.valueOf(shipped.getFileName())));
    Map<String, String> environment =
        Map.of("GATEWAY_TOKEN", "a", "HEALTH_TOKEN", "b", "HOOK_TOKEN", "c");
    Configuration configuration = ConfigReader.load(file, environment::get, NOW);
    assertThat(configuration.settings().targets()).isNotEmpty();
    assertThat(configuration.settings().identities())
        .allSatisfy(identity ->
            assertThat(configuration.credentials().identity(identity.name()))
                .containsInstanceOf(Identity.Usable.class));
  }

  @Test
  void theReferenceShowsEveryKeyThatTheReaderKnows() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("handshake.yml"),
            """
            "?": 1
            probe: {"?": 1}
            dns: {"?": 1}
            breaker: {"?": 1}
            trust: {a: {"?": 1}}
            identities: {a: {"?": 1}}
            modules: {a: {"?": 1, tls: {"?": 1}, http: {"?": 1}}}
            targets: [{"?": 1}]
            target_urls: [{"?": 1}]
            web: {"?": 1}
            genesys:
              "?": 1
              custom_regions: {a: {"?": 1}}
              organizations: [{"?": 1, oauth: {"?": 1}}]
              trust_readiness: [{"?": 1}]
              sources: {"?": 1}
              cxone: [{"?": 1}]
              certificates: [{"?": 1}]
              gateways: [{"?": 1}]
              action_tests: [{"?": 1}]
            """);
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, _ -> null));
    List<String> keys =
        refused.errors().stream()
            .filter(error -> error.value().equals("unknown key"))
            .flatMap(error -> Stream.of(error.expected().replace("one of ", "").split(", ")))
            .distinct()
            .toList();
    assertThat(keys).hasSizeGreaterThan(50);
    assertThat(Files.readString(SHIPPED.resolve("handshake.yml")))
        .contains(keys.stream().map(key -> key + ":").toList());
  }

  private void writeCredentials() throws Exception {
    HeldCertificate root = HeldCertificate.named("root", NOW).authority().mint();
    HeldCertificate client = HeldCertificate.named("client", NOW).issuedBy(root).mint();
    write("corporate-roots.pem", root.certificatePem());
    write("client.pem", client.chainPem());
    write("client.key", client.keyPem());
    write("client-encrypted.key", encrypted(client));
    write("client.password", PASSWORD);
    write("partner.password", PASSWORD);
    write("api.key", "key");
    write("us-east-1.pem", root.certificatePem());
    writeKeyStore("client.p12", client);
    writeKeyStore("partner.p12", client);
  }

  private static String encrypted(HeldCertificate client) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          new JcaPKCS8Generator(
              client.key(),
              new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                  .setProvider(new BouncyCastleProvider())
                  .setPassword(PASSWORD.toCharArray())
                  .build()));
    }
    return text.toString();
  }

  private void writeKeyStore(String name, HeldCertificate client) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client", client.key(), PASSWORD.toCharArray(), client.chain().toArray(Certificate[]::new));
    try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(directory.resolve(name), text);
  }
}
