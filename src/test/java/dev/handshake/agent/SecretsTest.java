package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handshake.AgentProcess;
import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.NginxServer;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import dev.handshake.config.ConfigException;
import dev.handshake.config.ConfigReader;
import dev.handshake.config.Configuration;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabFiles;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Keys, passwords and tokens are used, and shown nowhere: not even in logs for debugging. */
@RequiresProgram("nginx")
class SecretsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String PASSWORD = "correct-horse-battery";
  private static final String WRONG_PASSWORD = "incorrect-donkey-socket";
  private static final String TOKEN = "token-Zq7Vx2";
  private static final String API_KEY = "api-key-Lw9Rt4";
  private static final String STORE_PASSWORD = "store-password-Bn5Jd8";
  private static final String HOOK = "hook-Gk3Mw6";
  private static final String CLIENT_SECRET = "client-secret-Py1Hs7";
  private static final String TOKEN_PATH = "token-path-Xd8Qf2";
  private static final String QUERY = "query-Tc4Zb9";
  private static final String AGENT_PATH = "agent-path-Vj6Ks3";
  private static final List<String> TARGETS =
      List.of("trusted", "reflecting", "misnamed", "unverified", "mistaken");

  @TempDir static Path directory;

  private static final List<String> SECRETS =
      new ArrayList<>(
          List.of(
              PASSWORD,
              WRONG_PASSWORD,
              TOKEN,
              API_KEY,
              STORE_PASSWORD,
              HOOK,
              CLIENT_SECRET,
              TOKEN_PATH,
              AGENT_PATH));

  private static Path file = Path.of("replaced");

  private static Eavesdropper everything;
  private static Eavesdropper events;
  private static NginxServer nginx;
  private static Configuration configuration;
  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() throws IOException {
    LabPki pki = LabPki.mint(Instant.now());
    LabFiles files = pki.writeTo(directory.resolve("pki"));
    HeldCertificate client = pki.client(ClientCertificate.ACCEPTED);
    String sealed = EncryptedKey.pem(client, PASSWORD);
    addSecret(client, sealed);
    write("sealed.key", sealed);
    write("password", PASSWORD + "\n");
    write("wrong-password", WRONG_PASSWORD + "\n");
    write("token", "Bearer " + TOKEN + "\n");
    write("api.key", API_KEY + "\n");
    write("store.password", STORE_PASSWORD + "\n");
    write("store.p12", "damaged");
    write("client.secret", CLIENT_SECRET + "\n");
    nginx =
        NginxServer.start(
            Files.createDirectory(directory.resolve("nginx")),
            List.of(demanding(files), reflecting(files)));
    everything = Eavesdropper.on(Logger.ROOT_LOGGER_NAME);
    events = Eavesdropper.on(EventLog.class.getName());
    file = writeConfiguration("${TOKEN}");
    configuration = load(_ -> {});
    agent = Agent.start(Reloader.load(SecretsTest::load, Plan::of), Clock.systemUTC());
    surface = new Surface(agent.port());
    Eventually.holds(
        PATIENCE, () -> assertThat(surface.get("/-/ready").statusCode()).isEqualTo(200));
  }

  private static Configuration load(Consumer<Path> named) {
    Map<String, String> environment = Map.of("TOKEN", "Bearer " + TOKEN);
    return ConfigReader.load(file, environment::get, Instant.now(), named);
  }

  @AfterAll
  static void stop() {
    agent.close();
    events.close();
    everything.close();
    nginx.close();
  }

  @Test
  void theSecretsAreUsed() {
    assertThat(surface.value("tls_probe_success", Map.of("target", "trusted"))).isEqualTo(1);
    assertThat(
            surface.value(
                "tls_probe_failure_info",
                Map.of("target", "reflecting", "reason", "client_certificate_rejected")))
        .isEqualTo(1);
    assertThat(
            surface.value(
                "tls_probe_failure_info",
                Map.of("target", "mistaken", "reason", "client_identity_unusable")))
        .isEqualTo(1);
  }

  @Test
  void noSecretIsServed() {
    Map<String, String> outputs = new LinkedHashMap<>();
    for (String path : List.of("/", "/metrics", "/api/v1/targets", "/config")) {
      outputs.put(path, surface.body(path));
    }
    for (String accept : List.of("application/openmetrics-text", PROTOBUF)) {
      outputs.put(accept, surface.body("/metrics", "Accept", accept));
    }
    for (String target : TARGETS) {
      String path = "/api/v1/targets/" + target;
      outputs.put(path, surface.body(path));
      outputs.put("POST " + path, surface.post(path + "/probe").body());
    }
    outputs.put("POST /-/reload", surface.post("/-/reload").body());
    assertThat(outputs.get("/api/v1/targets")).contains(TARGETS);
    assertThat(outputs.get("/config")).contains(TARGETS).doesNotContain(QUERY);
    outputs.forEach(SecretsTest::assertSilent);
  }

  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  @Test
  void noSecretIsLoggedAtAnyLevel() {
    assertThat(events.lines()).anyMatch(line -> line.contains("client_identity_unusable"));
    assertThat(everything.lines()).anyMatch(line -> line.contains("HANDSHAKEN"));
    assertSilent("events", String.join("\n", events.lines()));
    assertSilent("the log", String.join("\n", everything.lines()));
  }

  @Test
  void noSecretIsInWhatDescribesTheConfiguration() {
    assertSilent("configuration", configuration.toString());
    assertSilent("plan", Plan.of(configuration).toString());
    Plan.of(configuration).identities().forEach((name, it) -> assertSilent(name, it.toString()));
  }

  /** A value in each place where a secret may stand, which is no good there. */
  @Test
  void noSecretIsInWhatIsSaidOfAConfigurationThatIsWrong() throws IOException {
    String canary = "canary-Rm2Wq8";
    Path wrong =
        write(
            "wrong.yml",
            """
            modules:
              a: {http: {headers: {Authorization: 7CANARY, "X Bad": CANARY, X-Long: "CANARY\\n", X-Map: {value_file: none, CANARY: 1}}}}
              b: {http: {oauth: {token_url: "CANARY", client_id: a, client_secret: "CANARY"}}}
              c: {http: {oauth: {token_url: "http://CANARY@h/", client_id: a, client_secret_file: none, proxy: "http://CANARY@h:1"}}}
            genesys:
              organizations: [{name: a, region: us-east-1, oauth: {client_id: a, client_secret: CANARY}, proxy: "ftp://u:CANARY@h"}]
              cxone: [{name: b, issuer: "CANARY"}]
            notify:
              external_url: "CANARY"
              webhooks: [{url: "https://u:CANARY@h/"}, {url: "CANARY"}, {url: "https://h/${CANARY}"}]
              alertmanagers: [{url: "http://h/?CANARY", proxy: "CANARY"}]
            identities:
              a: {certificate: sealed.key, key: token, key_password_file: wrong-password}
            """
                .replace("CANARY", canary.replace('-', '_')));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.load(wrong, _ -> null, Instant.now()))
        .satisfies(refused -> {
          assertThat(refused.errors()).hasSizeGreaterThan(12);
          assertThat(unexpected(refused, canary.replace('-', '_'))).isEmpty();
          assertSilent("a refusal", refused.toString());
        });
  }

  /** Where the canary is told; not of a key or a variable, whose names are no secrets. */
  private static List<String> unexpected(ConfigException refused, String canary) {
    return refused.errors().stream()
        .map(Object::toString)
        .filter(line -> line.contains(canary))
        .filter(line -> !line.contains("." + canary + ": unknown key"))
        .filter(line -> !line.contains("the environment variable " + canary + " to be set"))
        .toList();
  }

  @Test
  void noSecretIsPrintedByTheCommands() throws IOException {
    Path file = writeConfiguration("{value_file: token}");
    List<String[]> commands =
        List.of(
            new String[] {"check", "config", file.toString()},
            new String[] {"probe", "--config.file=" + file},
            new String[] {"probe", "--config.file=" + file, "--output=json"});
    List<Program> running = commands.stream().map(AgentProcess::command).toList();
    for (Program program : running) {
      try (program) {
        assertThat(program.exit(PATIENCE)).as(program.output()).hasValue(1);
        assertThat(program.output()).contains("mistaken");
        assertSilent("a command", program.output());
      }
    }
  }

  private static void assertSilent(String where, String output) {
    for (String secret : SECRETS) {
      assertThat(output.contains(secret)).as("%s tells %s", where, secret).isFalse();
    }
  }

  /** Whatever part of the key might be printed: lines of its PEM, its scalar in hex or decimal. */
  private static void addSecret(HeldCertificate client, String sealed) {
    Stream.of(client.keyPem(), sealed)
        .flatMap(String::lines)
        .filter(line -> !line.startsWith("-----"))
        .forEach(SECRETS::add);
    var scalar = ((ECPrivateKey) client.key()).getS();
    SECRETS.add(scalar.toString());
    SECRETS.add(scalar.toString(16));
    SECRETS.add(Base64.getEncoder().encodeToString(client.key().getEncoded()).substring(40, 80));
  }

  /** Lets in who knows both secrets. */
  private static NginxServer.Block demanding(LabFiles files) {
    return new NginxServer.Block(
        true,
        gateway(files)
            + """
            if ($http_authorization != "Bearer %s") { return 401; }
            if ($http_x_api_key != "%s") { return 401; }
            return 200 fine;
            """
                .formatted(TOKEN, API_KEY));
  }

  /** Throws back what it was told, in what looks like a refusal of the certificate. */
  private static NginxServer.Block reflecting(LabFiles files) {
    return new NginxServer.Block(
        true,
        gateway(files)
            + """
            add_header X-Told "$http_authorization $http_x_api_key" always;
            return 400 "The SSL certificate error: $http_authorization $http_x_api_key";
            """);
  }

  private static String gateway(LabFiles files) {
    return """
    ssl_certificate %s;
    ssl_certificate_key %s;
    ssl_verify_client optional;
    ssl_client_certificate %s;
    """
        .formatted(
            files.certificate(ServerCertificate.FINE),
            files.key(ServerCertificate.FINE),
            files.clientRoots());
  }

  private static Path writeConfiguration(String token) throws IOException {
    return write(
        "handshake.yml",
        """
        probe: {interval: 2s, timeout: 3s, confirm_after: 500ms}
        trust: {lab: {files: [pki/roots.pem]}}
        identities:
          sealed: {certificate: pki/lab-client-accepted.pem, key: sealed.key, key_password_file: password}
          mistaken: {certificate: pki/lab-client-accepted.pem, key: sealed.key, key_password_file: wrong-password}
          damaged: {keystore: store.p12, password_file: store.password}
        modules:
          gateway: {trust: lab, identity: sealed, http: {path: /, headers: {Authorization: AUTHORIZATION, X-Api-Key: {value_file: api.key}}}}
          service: {trust: lab, identity: damaged, http: {path: "/?QUERY", oauth: {token_url: "https://127.0.0.1:1/TOKEN_PATH", client_id: me, client_secret_file: client.secret}}}
        notify:
          external_url: "http://127.0.0.1:1/AGENT_PATH"
          webhooks: [{url: "http://127.0.0.1:1/HOOK"}]
        web: {listen: "127.0.0.1:0"}
        targets:
          - {name: service, address: "127.0.0.1:DEMANDING", server_name: gateway.handshake.test, module: service}
          - {name: served, address: "127.0.0.1:DEMANDING", server_name: gateway.handshake.test, module: service, identity: sealed}
          - {name: trusted, address: "127.0.0.1:DEMANDING", server_name: gateway.handshake.test, module: gateway}
          - {name: reflecting, address: "127.0.0.1:REFLECTING", server_name: gateway.handshake.test, module: gateway}
          - {name: misnamed, address: "127.0.0.1:REFLECTING", server_name: other.handshake.test, module: gateway}
          - {name: unverified, address: "127.0.0.1:REFLECTING", server_name: other.handshake.test, module: gateway, tls: {verify: false}}
          - {name: mistaken, address: "127.0.0.1:DEMANDING", server_name: gateway.handshake.test, module: gateway, identity: mistaken}
        """
            .replace("AUTHORIZATION", token.startsWith("$") ? '"' + token + '"' : token)
            .replace("TOKEN_PATH", TOKEN_PATH)
            .replace("AGENT_PATH", AGENT_PATH)
            .replace("HOOK", HOOK)
            .replace("QUERY", QUERY)
            .replace("DEMANDING", "" + nginx.port(0))
            .replace("REFLECTING", "" + nginx.port(1)));
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
