package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.OwnFile;
import dev.handshake.Sample;
import dev.handshake.ScriptedWeb;
import dev.handshake.agent.EncryptedKey;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.outgoing.Callers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A domain's certificate on its way to an API that takes it, or does not. */
class DeployDomainTest {
  private static final String DOMAIN = "chat.example.com";
  private static final String PATH = "/api/v2/customdomains";
  private static final String AUDITS = "/api/v2/audits/query";
  private static final String SECRET = "s3cret-of-ours";
  private static final String TOKEN = "t0ken-of-ours";

  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("Root", now).authority().mint();
  private final HeldCertificate issuing =
      HeldCertificate.named("Issuing CA", now).authority().issuedBy(root).mint();
  private final HeldCertificate good = domain().mint();
  private final Callers callers = new Callers();

  @TempDir private Path directory;
  private ScriptedWeb server;

  @BeforeEach
  void start() {
    server =
        callers
            .server()
            .always(
                "/oauth/token",
                ScriptedWeb.json(
                    200,
                    "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":300}"
                        .formatted(TOKEN)))
            .always(PATH, ScriptedWeb.json(201, "{\"id\":\"d-1\",\"status\":\"active\"}"))
            .always(
                AUDITS + "/servicemapping",
                ScriptedWeb.json(
                    200,
                    """
                    {"services":[{"name":"Telephony","entities":[{"name":"Edge"}]},
                                 {"name":"Domains","entities":[{"name":"CustomDomain"}]}]}
                    """))
            .always(AUDITS, ScriptedWeb.json(200, "{\"id\":\"q-1\",\"state\":\"Succeeded\"}"))
            .always(
                AUDITS + "/q-1/results",
                ScriptedWeb.json(
                    200,
                    """
                    {"entities":[
                      {"eventDate":"2026-11-20T09:15:00Z","action":"Create","entityType":"CustomDomain",
                       "status":"SUCCESS","entity":{"id":"d-1"}},
                      {"eventDate":"2026-11-20T09:16:00Z","action":"Delete","entityType":"CustomDomain",
                       "status":"SUCCESS","entity":{"id":"d-2"}}]}
                    """));
  }

  @AfterEach
  void close() throws Exception {
    callers.close();
  }

  @Test
  void withoutYesThePayloadIsShownWithoutItsKeyAndNothingIsSent() throws IOException {
    Session session = deploy(good, "--path=" + PATH);

    assertThat(session.status()).as(session.out() + session.err()).isZero();
    assertThat(session.out())
        .contains("chat.pem: nothing is wrong; CN=chat, issued by CN=Issuing CA, sent with 1 more")
        .contains("\"domain\" : \"chat.example.com\"", "\"privateKey\" : \"<secret>\"")
        .contains("nothing was sent: --yes is not given; it would go to " + PATH);
    assertThat(server.asked()).isEmpty();
    assertKeyless(session);
  }

  @Test
  void withoutAPathNothingCanBeSentAndThatIsSaid() throws IOException {
    Session shown = deploy(good);
    Session refused = deploy(good, "--yes");

    assertThat(shown.status()).isZero();
    assertThat(shown.out()).contains("nothing was sent: no public API for a domain's certificate");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--path: missing (expected: beside --yes; no public API for a domain's");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void theConfigurationMayNameThePath() throws IOException {
    Session session = deploy(good, config("deploy_path: " + PATH), "--yes");
    assertThat(session.status()).as(session.out() + session.err()).isZero();
    assertThat(server.asked(PATH)).hasSize(1);
  }

  @Test
  void withYesItIsSentAndItsAuditTrailFollowed() throws IOException {
    Path textfile = directory.resolve("deploy.prom");
    Session session = deploy(good, "--path=" + PATH, "--yes", "--textfile=" + textfile);

    assertThat(session.status()).as(session.out() + session.err()).isZero();
    assertThat(session.lines())
        .contains(
            "deployed: id d-1, active", "audit: 2026-11-20T09:15:00Z Create CustomDomain SUCCESS")
        .anyMatch(line -> line.matches("deploy: 201 after \\d+\\.\\d{3} s"))
        .noneMatch(line -> line.contains("Delete"));
    JsonNode sent = new ObjectMapper().readTree(server.asked(PATH).getFirst().body());
    assertThat(sent.path("domain").asText()).isEqualTo(DOMAIN);
    assertThat(sent.path("certificate").asText()).isEqualTo(pem(good.certificate()));
    assertThat(sent.path("certificateChain").asText()).isEqualTo(pem(issuing.certificate()));
    assertThat(sent.path("privateKey").asText()).startsWith("-----BEGIN PRIVATE KEY-----\n");
    JsonNode query = new ObjectMapper().readTree(server.asked(AUDITS).getFirst().body());
    assertThat(query.path("serviceName").asText()).isEqualTo("Domains");
    assertThat(query.path("interval").asText()).matches("[-0-9T:.]+Z/[-0-9T:.]+Z");
    assertKeyless(session);
    assertTextfile(textfile, 1);
  }

  @Test
  void aThrottledDeploymentWaitsAndIsSentAgain() throws IOException {
    server.next(PATH, ScriptedWeb.json(429, "{}", "Retry-After", "1"));
    Session session = deploy(good, "--path=" + PATH, "--yes");
    assertThat(session.status()).as(session.out()).isZero();
    assertThat(server.asked(PATH)).hasSize(2);
    assertThat(session.out()).contains("deploy: 429 after", "deploy: 201 after");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 500, 503})
  void whatIsNotTakenIsSentOnceAndTheKeyIsNotRepeated(int status) throws IOException {
    Path textfile = directory.resolve("deploy.prom");
    server.always(
        PATH,
        request ->
            request
                .response()
                .setStatusCode(status)
                .end(
                    "{\"code\":\"not.found\",\"message\":\"no: %s\"}"
                        .formatted(good.keyPem().replace("\n", " "))));
    Session session = deploy(good, "--path=" + PATH, "--yes", "--textfile=" + textfile);

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out()).contains("not deployed: ", "HTTP status " + status + ", not.found\n");
    assertThat(server.asked(PATH)).hasSize(1);
    assertThat(server.asked(AUDITS)).isEmpty();
    assertKeyless(session);
    assertTextfile(textfile, 0);
  }

  @Test
  void anAnswerThatRepeatsTheKeyIsNotShown() throws IOException {
    server.always(
        PATH,
        request ->
            request
                .response()
                .end(
                    "{\"id\":\"%s\",\"status\":\"\\u001b[2J\"}"
                        .formatted(good.keyPem().replace("\n", "\\n"))));
    Session session = deploy(good, "--path=" + PATH, "--yes");
    assertThat(session.status()).isZero();
    assertThat(session.out()).contains("deployed: id <secret>, \\u001b[2J");
    assertKeyless(session);
  }

  @Test
  void anAnswerThatRepeatsTheKeyInOneLineIsNotShown() throws IOException {
    String key = good.keyPem().replaceAll("-----[A-Z ]+-----|\\s", "");
    server.always(PATH, ScriptedWeb.json(200, "{\"id\":\"%s\"}".formatted(key)));
    Session session = deploy(good, "--path=" + PATH, "--yes");
    assertThat(session.out())
        .contains("deployed: id <secret>")
        .doesNotContain(key.substring(40, 60));
  }

  @Test
  void aPathThatNoRequestCouldBearIsRefused() throws IOException {
    for (String path :
        List.of("/oauth/token", "/api/v2/%zz", "/api/v2/a b", "//elsewhere/api/v2/")) {
      Session session = deploy(good, "--path=" + path, "--yes");
      assertThat(session.status()).isEqualTo(2);
      assertThat(session.err()).contains("--path: " + path + " (expected: a path of the API");
    }
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void theTextfileMayBeReadByOthersAndFollowsNobodysLink() throws IOException {
    Path textfile = directory.resolve("deploy.prom");
    Path victim = Files.writeString(directory.resolve("victim"), "as it was");
    Files.createSymbolicLink(directory.resolve("deploy.prom.tmp"), victim);
    Session session = deploy(good, "--path=" + PATH, "--yes", "--textfile=" + textfile);
    assertThat(session.status()).isZero();
    assertThat(victim).hasContent("as it was");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(textfile)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void aTextfileThatHasNoPlaceIsRefusedBeforeAnythingIsSent() throws IOException {
    for (Path place : List.of(directory.resolve("absent").resolve("deploy.prom"), directory)) {
      Session session = deploy(good, "--path=" + PATH, "--yes", "--textfile=" + place);
      assertThat(session.status()).isEqualTo(2);
      assertThat(session.err()).contains("--textfile: " + place + " (expected: a file in a ");
    }
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void anAnswerThatNamesLittleIsShownAsFarAsItGoes() throws IOException {
    server.always(PATH, ScriptedWeb.json(201, "{'id':'d-1'}".replace('\'', '"')));
    Session session = deploy(good, "--path=" + PATH, "--yes");
    assertThat(session.lines()).contains("deployed: id d-1");
    server.always(PATH, ScriptedWeb.json(201, "{}"));
    assertThat(deploy(good, "--path=" + PATH, "--yes").lines()).contains("deployed");
  }

  @Test
  void aTrailThatCannotBeReadDoesNotUndoTheDeployment() throws IOException {
    server.always(AUDITS + "/servicemapping", ScriptedWeb.json(403, "{}"));
    Session session = deploy(good, "--path=" + PATH, "--yes");
    assertThat(session.status()).isZero();
    assertThat(session.out())
        .contains("note: the audit trail cannot be read: permission_denied: HTTP status 403");
  }

  @Test
  void aCertificateThatDoesNotServeTheDomainIsNeverSent() throws IOException {
    HeldCertificate elsewhere = named("other.example.com").mint();
    HeldCertificate client = domain().purposes(KeyPurposeId.id_kp_clientAuth).mint();
    HeldCertificate alone = HeldCertificate.named("chat", now).dns(DOMAIN).mint();
    List<String> said = new ArrayList<>();
    for (HeldCertificate bad : List.of(elsewhere, client, alone)) {
      Session session = deploy(bad, "--path=" + PATH, "--yes");
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out()).contains("nothing was sent");
      said.add(session.lines().getFirst());
    }
    assertThat(said.get(0)).contains(DOMAIN);
    assertThat(said.get(1)).contains("does not include server authentication");
    assertThat(said.get(2)).contains("is signed by its own key");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void everythingThatIsWrongWithTheFilesIsSaidAsOfAnIdentity() throws IOException {
    HeldCertificate other = domain().mint();
    Path certificate = file("chat.pem", good.chainPem());
    Path key = file("chat.key", other.keyPem());
    Session session = run(config(""), certificate, key, "--path=" + PATH, "--yes");
    Session identity =
        Session.of("check", "identity", "--certificate.file=" + certificate, "--key.file=" + key);

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines().getFirst())
        .contains("chat.key does not match the certificate in")
        .isEqualTo(identity.lines().getFirst());
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void anEncryptedKeyIsSentInTheClearAndShownNowhere() throws Exception {
    Path certificate = file("chat.pem", good.chainPem());
    Path key = file("chat.key", EncryptedKey.pem(good, "correct horse"));
    Session session =
        run(
            config(""),
            certificate,
            key,
            "--key.password-file=" + file("password", "correct horse\n"),
            "--path=" + PATH,
            "--yes",
            "--output=json");
    assertThat(session.status()).as(session.out() + session.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(session.out());
    assertThat(json.path("deployed").asBoolean()).isTrue();
    assertThat(json.at("/payload/privateKey").asText()).isEqualTo("<secret>");
    assertThat(json.at("/audit/0/action").asText()).isEqualTo("Create");
    assertThat(json.at("/latencies/0/request").asText()).isEqualTo("token");
    assertThat(server.asked(PATH).getFirst().body()).contains("BEGIN PRIVATE KEY");
    assertKeyless(session);
  }

  @Test
  void whatCannotBeMeantIsRefused() throws IOException {
    assertThat(deploy(good, "--path=/elsewhere").err()).contains("beginning with /api/v2/");
    assertThat(deploy(good, "--organization=nobody").err())
        .contains("--organization: nobody (expected: one of [acme]");
    assertThat(server.asked()).isEmpty();
  }

  private void assertTextfile(Path file, double success) throws IOException {
    List<Sample> samples = Sample.parse(Files.readString(file));
    Map<String, String> labels = Map.of("organization", "acme", "region", "lab", "domain", DOMAIN);
    assertThat(samples)
        .anySatisfy(sample -> {
          assertThat(sample.name()).isEqualTo("genesys_domain_deployment_success");
          assertThat(sample.labels()).isEqualTo(labels);
          assertThat(sample.value()).isEqualTo(success);
        })
        .anySatisfy(sample -> {
          assertThat(sample.name()).isEqualTo("genesys_domain_deployment_request_duration_seconds");
          assertThat(sample.label("request")).isEqualTo("deploy");
        });
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(each -> each.toString().endsWith(".tmp"))).isEmpty();
    }
  }

  private void assertKeyless(Session session) {
    assertKeyless(session.out());
    assertKeyless(session.err());
  }

  private void assertKeyless(String text) {
    List<String> key = good.keyPem().lines().filter(line -> !line.startsWith("-----")).toList();
    assertThat(key).isNotEmpty().allSatisfy(line -> assertThat(text).doesNotContain(line));
    assertThat(text).doesNotContain(SECRET, TOKEN);
  }

  private static String pem(X509Certificate certificate) {
    return new HeldCertificate(
            certificate, HeldCertificate.named("x", Instant.now()).mint().key(), List.of())
        .certificatePem();
  }

  private HeldCertificate.Builder domain() {
    return named(DOMAIN);
  }

  private HeldCertificate.Builder named(String name) {
    return HeldCertificate.named("chat", now).dns(name).issuedBy(issuing);
  }

  private Session deploy(HeldCertificate certificate, String... more) throws IOException {
    return deploy(certificate, config(""), more);
  }

  private Session deploy(HeldCertificate certificate, Path config, String... more)
      throws IOException {
    return run(
        config,
        file("chat.pem", certificate.chainPem()),
        file("chat.key", certificate.keyPem()),
        more);
  }

  private static Session run(Path config, Path certificate, Path key, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "genesys",
                "deploy-domain",
                "--config.file=" + config,
                "--domain=" + DOMAIN,
                "--certificate.file=" + certificate,
                "--key.file=" + key));
    arguments.addAll(List.of(more));
    return Session.of(arguments.toArray(String[]::new));
  }

  private Path config(String more) throws IOException {
    file("hosts", "127.0.0.1 " + Callers.NAME + "\n");
    file("roots.pem", callers.rootPem());
    file("genesys.secret", SECRET + "\n");
    return file(
        "handshake.yml",
        """
        dns: {hosts_file: hosts}
        trust: {lab: {files: [roots.pem]}}
        genesys:
          custom_regions:
            lab: {login: "%1$s", api: "%1$s", apps: "%1$s"}
          organizations:
            - {name: acme, region: lab, oauth: {client_id: me, client_secret_file: genesys.secret}, trust: lab}
          %2$s
        """
            .formatted(Callers.url(server, ""), more));
  }

  private Path file(String name, String content) throws IOException {
    return OwnFile.write(directory.resolve(name), content);
  }
}
