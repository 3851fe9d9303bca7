package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.AgentProcess;
import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.HookServer;
import dev.handshake.Program;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.config.ConfigReader;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformActions;
import dev.handshake.lab.PlatformFault;
import dev.handshake.lab.PlatformFault.Echo;
import dev.handshake.lab.PlatformGateway;
import dev.handshake.lab.PlatformGateways;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/**
 * Two agents and the commands go through good and bad times with the platform, whose answers repeat
 * what they were told: one agent is a process that logs for debugging, the other one is heard down
 * to the finest level of every library. No secret, token or key is in anything that they put out.
 */
class PlatformSecretsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String PASSWORD = "correct-horse-battery";
  private static final String HOOK = "hook-token-Tz4Qm8Xw1";
  private static final String INPUT = "input-of-action-Hk7Pd2";
  private static final String WRONG = "wrong-secret-Vb3Ns6Ly9";
  private static final String WRONG_AGAIN = "other-wrong-secret-Gc5Jf0";
  private static final String TESTED = PlatformActions.id(PlatformGateway.READY);
  private static final String DEPLOY = "/api/v2/customdomains";
  private static final String TOKEN = "/oauth/token";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  @TempDir private static Path directory;

  private static final Secrets SECRETS = new Secrets();
  private static final Map<String, String> OUTPUTS = new LinkedHashMap<>();
  private static final List<Surface> SURFACES = new ArrayList<>();
  private static final Set<String> TOKENS = new HashSet<>();

  private static Platform platform;
  private static HookServer hook;
  private static Map<String, String> environment;
  private static Path configuration;
  private static Path secretFile;
  private static Eavesdropper everything;
  private static Agent heard;
  private static Program logging;

  @BeforeAll
  static void goThroughAll() throws IOException {
    platform = Platform.start(Clock.systemUTC());
    platform.limits().allow(1_000_000);
    hook = HookServer.plain().replies(HookServer.Reply.of(500), HookServer.Reply.of(500));
    environment =
        Map.of("GATEWAY_SECRET", platform.gateways().secret(), "HOOK", HOOK, "INPUT", INPUT);
    secretFile = directory.resolve("acme.secret");
    configuration = writeFiles();
    everything = Eavesdropper.on(Logger.ROOT_LOGGER_NAME);

    platform.faults().at(TOKEN, new Echo(401));
    platform.faults().at("/api/v2/tokens/me", new Echo(500));
    platform.faults().at(PlatformActions.PATH + "/" + TESTED + "/test", new Echo(400));
    logging =
        AgentProcess.command(
            environment, "run", "--config.file=" + configuration, "--log.level=debug");
    heard =
        Agent.start(
            Plan.of(ConfigReader.load(configuration, environment::get, Instant.now())),
            Clock.systemUTC());
    SURFACES.add(new Surface(heard.port()));
    SURFACES.add(AgentProcess.surface(logging));
    refusedByTheLoginHost();
    everythingWorks();
    everySourceFailsInItsOwnWay();
    gatewaysRepeatWhatTheyAreTold();
    look("later");
    endOfTheAgents();
    commands();
    nameTokens();
  }

  private static void refusedByTheLoginHost() throws IOException {
    requested("token", "401", 1);
    look("refused");
    platform.faults().clear(TOKEN);
    Files.writeString(secretFile, WRONG_AGAIN + "\n");
    requested("token", "401", 2);
    platform.faults().at(TOKEN, new Echo(200));
    Files.writeString(secretFile, platform.secret() + "\n");
    requested("token", "200", 1);
    fails("ip_ranges", "invalid_answer");
    platform.faults().clear(TOKEN);
  }

  private static void everythingWorks() {
    works();
    keepTokens();
    look("working");
  }

  /** All at once, since each is asked for by itself. */
  private static void everySourceFailsInItsOwnWay() {
    at("/api/v2/integrations/actions/certificates", new Echo(403));
    at("/api/v2/integrations/actions/certificates/truststore", new Echo(400));
    at("/api/v2/identityproviders", new Echo(429));
    at("/api/v2/integrations", new PlatformFault.Garbage());
    at("/api/v2/integrations/credentials", new Echo(200));
    at("/api/v2/integrations/actions", new PlatformFault.Truncated());
    at("/api/v2/audits", new Echo(401));
    at("/api/v2/ipranges", new Echo(500));
    at("/api/v2/organizations/me", new Echo(404));
    at("/api/v2/telephony", new PlatformFault.Oversized(5 << 20));
    fails("certificates", "permission_denied");
    fails("truststore", "unexpected_status");
    fails("identity_providers", "rate_limited");
    fails("integrations", "invalid_answer");
    fails("credentials", "invalid_answer");
    fails("actions", "invalid_answer");
    fails("audits", "unauthorized");
    fails("ip_ranges", "server_error");
    fails("organization", "unexpected_status");
    fails("edges", "invalid_answer");
    look("failing");
    keepTokens();
    SOURCES.forEach(platform.faults()::clear);
    SOURCES.clear();
    at("/api/v2/ipranges", new PlatformFault.Reset());
    fails("ip_ranges", "unreachable");
    SOURCES.forEach(platform.faults()::clear);
    works();
    keepTokens();
  }

  private static final List<String> SOURCES = new ArrayList<>();

  private static void at(String path, PlatformFault fault) {
    platform.faults().at(path, fault);
    SOURCES.add(path);
  }

  private static void gatewaysRepeatWhatTheyAreTold() {
    for (PlatformGateway gateway : platform.gateways().all()) {
      gateway.faults().everywhere(new Echo(400));
    }
    sees("token", "http_status");
    keepTokens();
    for (PlatformGateway gateway : platform.gateways().all()) {
      gateway.faults().everywhere(new Echo(401));
    }
    ran();
    look("echoing");
    keepTokens();
  }

  /** What each agent serves. */
  private static void look(String when) {
    for (Surface surface : SURFACES) {
      String agent = when + ", at " + surface.port() + ": ";
      for (String path :
          List.of("/", "/metrics", "/api/v1/targets", "/api/v1/http_sd", "/runbooks")) {
        OUTPUTS.put(agent + path, surface.get(path).body());
      }
      for (String accept : List.of(OPEN_METRICS, PROTOBUF)) {
        OUTPUTS.put(agent + accept, surface.body("/metrics", "Accept", accept));
      }
      for (JsonNode target : surface.json("/api/v1/targets").path("targets")) {
        String name = target.path("name").asText();
        OUTPUTS.put(agent + name, surface.body("/api/v1/targets/" + name));
      }
      for (String name : List.of("ready", "token", "closed", "genesys-lab-api")) {
        OUTPUTS.put(
            agent + "probe of " + name, surface.get("/probe?debug=true&target=" + name).body());
        OUTPUTS.put(
            agent + "new probe of " + name,
            surface.post("/api/v1/targets/" + name + "/probe").body());
      }
    }
  }

  private static void commands() throws IOException {
    platform.faults().at("/api/v2/audits", new Echo(403));
    platform.faults().at(DEPLOY, new Echo(400));
    String file = "--config.file=" + configuration;
    String gateway = platform.gateways().named(PlatformGateway.TOKEN).endpoint().toString();
    String[] deploy = {
      "genesys",
      "deploy-domain",
      file,
      "--domain=chat.example.com",
      "--certificate.file=" + directory.resolve("chat.pem"),
      "--key.file=" + directory.resolve("chat.key"),
      "--key.password-file=" + directory.resolve("password"),
      "--path=" + DEPLOY
    };
    run("check config", configuration.toString());
    run("probe", file, "--output=json");
    run("genesys certificates", file);
    run("genesys audit", file);
    run("genesys gateway", gateway, file, "--output=json");
    run("genesys deploy-domain", List.of(deploy).subList(2, 8).toArray(String[]::new));
    run(
        "genesys deploy-domain",
        Stream.concat(
                List.of(deploy).subList(2, 8).stream(),
                Stream.of("--yes", "--textfile=" + directory.resolve("deploy.prom")))
            .toArray(String[]::new));
    COMMANDS.forEach((name, program) -> {
      try (program) {
        assertThat(program.exit(PATIENCE)).as(name).isPresent();
        OUTPUTS.put(name, program.output());
      }
    });
    OUTPUTS.put("the textfile", Files.readString(directory.resolve("deploy.prom")));
    keepTokens();
  }

  private static final Map<String, Program> COMMANDS = new LinkedHashMap<>();

  private static void run(String command, String... arguments) {
    String[] all =
        Stream.concat(Stream.of(command.split(" ", -1)), Stream.of(arguments))
            .toArray(String[]::new);
    COMMANDS.put(
        COMMANDS.size() + " " + command + " " + arguments.length,
        AgentProcess.command(environment, all));
  }

  private static void endOfTheAgents() {
    logging.terminate();
    heard.close();
    assertThat(logging.exit(PATIENCE)).as("the end of the agent").isPresent();
    OUTPUTS.put("the log of the process", logging.output());
    OUTPUTS.put("the log of everything", String.join("\n", everything.lines()));
  }

  private static void nameTokens() {
    keepTokens();
    int number = 0;
    for (String token : TOKENS) {
      SECRETS.text("token " + number++, token);
    }
  }

  @AfterAll
  static void stop() {
    everything.close();
    logging.close();
    hook.close();
    platform.close();
  }

  @Test
  void noSecretTokenOrKeyIsInAnyOutput() {
    Map<String, List<String>> leaks = new LinkedHashMap<>();
    OUTPUTS.forEach((where, output) -> {
      List<String> found = SECRETS.in(output);
      if (!found.isEmpty()) {
        leaks.put(where, found);
      }
    });
    assertThat(leaks).isEmpty();
  }

  @Test
  void whateverIsPlantedInAnOutputIsFound() {
    String log = OUTPUTS.getOrDefault("the log of the process", "");
    SECRETS
        .forms()
        .forEach((form, name) ->
            assertThat(SECRETS.in(log + "level=debug msg=" + form + "\n")).contains(name));
    assertThat(SECRETS.forms().values())
        .anyMatch(name -> name.startsWith("token 0"))
        .anyMatch(name -> name.startsWith("the organization's secret as it is sent"))
        .anyMatch(name -> name.startsWith("the domain's key"));
  }

  @Test
  void allOfItWasReallyPutOut() {
    assertThat(OUTPUTS).hasSizeGreaterThan(100);
    assertThat(OUTPUTS.get("the log of the process"))
        .contains("level=debug", "a request to the API failed", "no access token", "agent stopped")
        .contains("data action failed its test", "source works again");
    assertThat(OUTPUTS.get("the log of everything"))
        .contains("a request to the API failed", "io.netty", "HANDSHAKEN");
    assertThat(OUTPUTS.keySet()).contains("later, at " + SURFACES.getLast().port() + ": token");
    Map<String, String> said = new LinkedHashMap<>();
    COMMANDS.keySet().forEach(name -> said.put(name, OUTPUTS.getOrDefault(name, "")));
    assertThat(said.values())
        .anyMatch(text -> text.contains("\"target\":\"token\""))
        .anyMatch(text -> text.contains("DigiCert"))
        .anyMatch(text -> text.contains("permission_denied"))
        .anyMatch(text -> text.contains("\"gateway\":\"token\""))
        .anyMatch(text -> text.contains("nothing was sent: --yes is not given"))
        .anyMatch(text -> text.contains("not deployed: unexpected_status: HTTP status 400"));
  }

  @Test
  void theSecretsWereReallyUsed() {
    assertThat(TOKENS).as("tokens that were granted").hasSizeGreaterThan(6);
    assertThat(platform.counts().of("POST", DEPLOY)).isEqualTo(1);
    assertThat(platform.counts().of("POST", PlatformActions.PATH + "/" + TESTED + "/test"))
        .isGreaterThanOrEqualTo(2);
    assertThat(platform.counts().of("DELETE", "/api/v2/tokens/me")).isGreaterThanOrEqualTo(2);
    assertThat(hook.requests()).anyMatch(request -> request.path().equals("/" + HOOK));
  }

  // ---- what is waited for, of both agents ----

  private static void works() {
    all(surface -> {
      Collection<Sample> up = surface.scrape("genesys_source_up", Map.of("organization", "acme"));
      assertThat(up).hasSize(10).allMatch(sample -> sample.value() == 1);
    });
  }

  private static void fails(String source, String reason) {
    all(surface ->
        assertThat(
                surface.value(
                    "genesys_source_failure_info", Map.of("source", source, "reason", reason)))
            .isEqualTo(1));
  }

  private static void requested(String source, String code, int atLeast) {
    all(surface ->
        assertThat(
                surface.value("genesys_api_requests_total", Map.of("source", source, "code", code)))
            .isGreaterThanOrEqualTo(atLeast));
  }

  private static void sees(String target, String reason) {
    all(surface ->
        assertThat(
                surface.value("tls_probe_failure_info", Map.of("target", target, "reason", reason)))
            .isEqualTo(1));
  }

  private static void ran() {
    all(surface ->
        assertThat(surface.value("genesys_action_test_success", Map.of("action", TESTED)))
            .isZero());
  }

  @FunctionalInterface
  private interface Look {
    void at(Surface surface);
  }

  private static void all(Look look) {
    Eventually.holds(PATIENCE, () -> SURFACES.forEach(look::at));
  }

  private static void keepTokens() {
    TOKENS.addAll(platform.tokens().all());
    TOKENS.addAll(platform.gateways().tokens().all());
  }

  // ---- what stands in the files ----

  private static Path writeFiles() throws IOException {
    Instant now = Instant.now();
    PrivateKey key = platform.pki().identity().key();
    HeldCertificate probe =
        new HeldCertificate(
            platform.pki().identity().chain().getFirst(),
            key,
            platform.pki().identity().chain().stream().skip(1).toList());
    HeldCertificate root = HeldCertificate.named("Root", now).authority().mint();
    HeldCertificate chat =
        HeldCertificate.named("chat", now).dns("chat.example.com").issuedBy(root).mint();
    String sealed = EncryptedKey.pem(probe, PASSWORD);
    String chatSealed = EncryptedKey.pem(chat, PASSWORD);
    SECRETS
        .client("the organization's secret", Platform.CLIENT, platform.secret())
        .client("the wrong secret", Platform.CLIENT, WRONG)
        .client("the other wrong secret", Platform.CLIENT, WRONG_AGAIN)
        .client("the gateway's secret", PlatformGateways.CLIENT, platform.gateways().secret())
        .key("the identity's key", key, probe.keyPem(), sealed)
        .key("the domain's key", chat.key(), chat.keyPem(), chatSealed)
        .text("the password", PASSWORD)
        .text("the receiver's token", HOOK)
        .text("the action's input", INPUT);
    write("roots.pem", roots());
    write("probe.pem", probe.chainPem());
    write("plain.key", probe.keyPem());
    write("wrong.secret", WRONG + "\n");
    write("sealed.key", sealed);
    write("password", PASSWORD + "\n");
    write("chat.pem", chat.chainPem());
    write("chat.key", chatSealed);
    Files.writeString(secretFile, WRONG + "\n");
    return write("handshake.yml", text());
  }

  private static String roots() {
    StringBuilder roots = new StringBuilder();
    platform
        .roots()
        .anchors()
        .forEach(root ->
            roots.append(
                new HeldCertificate(root, platform.pki().identity().key(), List.of())
                    .certificatePem()));
    return roots.toString();
  }

  private static String text() {
    return """
    web: {listen: "127.0.0.1:0", probe: {allow: [127.0.0.1]}}
    probe: {interval: 10s, timeout: 4s, confirm_after: 1s}
    revocation_allow: [127.0.0.0/8]
    trust: {lab: {files: [roots.pem]}}
    identities:
      sealed: {certificate: probe.pem, key: sealed.key, key_password_file: password}
      plain: {certificate: probe.pem, key: plain.key}
    modules:
      genesys_login: {trust: lab}
      genesys_api: {trust: lab}
      genesys_apps: {trust: lab}
      genesys_data_action: {trust: lab, identity: plain, http: {path: /health}}
    targets:
      - {name: closed, address: "127.0.0.1:1"}
    notify:
      webhooks: [{url: "http://127.0.0.1:RECEIVER/${HOOK}"}]
    genesys:
      regions: [lab]
      custom_regions: {lab: {login: "LOGIN", api: "API", apps: "APPS"}}
      organizations:
        - {name: acme, region: lab, oauth: {client_id: "CLIENT", client_secret_file: acme.secret}, trust: lab}
      poll_interval: 2s
      trust_readiness: [lab, {target: ready}]
      sources: {edges: true}
      cxone: [{name: cx, issuer: "CXONE", trust: lab}]
      gateways:
        - {name: ready, address: "READY", trust: lab, identity: sealed, path: /health}
        - name: token
          address: "TOKENED"
          trust: lab
          identity: plain
          path: /health
          oauth: {token_url: "URL", client_id: gateway-probe, client_secret: "${GATEWAY_SECRET}", trust: lab}
        - name: refused
          address: "TOKENED"
          trust: lab
          identity: plain
          path: /health
          oauth: {token_url: "URL", client_id: gateway-probe, client_secret_file: wrong.secret, trust: lab}
      action_tests:
        - {organization: acme, action: TESTED, inputs: {password: "${INPUT}"}, interval: 1m}
      discovery_allow: [127.0.0.0/8]
    """
        .replace("RECEIVER", "" + hook.port())
        .replace("LOGIN", platform.region().login().toString())
        .replace("APPS", platform.region().apps().toString())
        .replace("\"API\"", '"' + platform.region().api().toString() + '"')
        .replace("CLIENT", Platform.CLIENT)
        .replace("CXONE", platform.cxone().toString())
        .replace("READY", endpoint(PlatformGateway.READY))
        .replace("TOKENED", endpoint(PlatformGateway.TOKEN))
        .replace("\"URL\"", '"' + platform.gateways().oauth().tokenUrl().toString() + '"')
        .replace("TESTED", TESTED);
  }

  private static String endpoint(String gateway) {
    return platform.gateways().named(gateway).endpoint().toString();
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
