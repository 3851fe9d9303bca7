package dev.handshake.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabFiles;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformGateway;
import dev.handshake.lab.PlatformPki;
import dev.handshake.lab.Street;
import dev.handshake.lab.Street.House;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/**
 * The whole lab, with doors before the servers that let us in, and the configuration of an agent
 * that watches it.
 */
final class Town implements AutoCloseable {
  /** The variable of the environment that holds the organization's secret. */
  static final String SECRET = "SOAK_SECRET";

  /** The identity whose files change. */
  private static final String ROTATED = "rotated";

  /** A server that accepts one of the certificates which that identity shows, and not the other. */
  private static final String JUDGE = "mtls-http-tls13";

  private static final String TRUST = "platform";
  private static final String POLL = "30s";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Duration interval;
  private final Street street;
  private final Platform platform;
  private final LabFiles files;
  private final NameDoor names;
  private final Map<String, Door> doors = new LinkedHashMap<>();
  private boolean rotated;

  private Town(Path directory, Duration interval) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.interval = interval;
    this.street = Street.start(Instant.now());
    this.platform = Platform.start(Clock.systemUTC());
    this.files = street.pki().writeTo(directory.resolve("pki"));
    this.names = NameDoor.to(street.dns().servers().getFirst());
    for (House house : street.houses()) {
      if (letsIn(house)) {
        doors.put(house.target().name(), Door.to(house.target().endpoint().port()));
      }
    }
  }

  static Town build(Path directory, Duration interval) throws IOException {
    Town town = new Town(directory, interval);
    town.write();
    return town;
  }

  private static boolean letsIn(House house) {
    return house.scenario().expected().word().equals("success")
        && house.target().module().route().proxy().isEmpty();
  }

  /** Where the agent finds its configuration. */
  Path configuration() {
    return directory.resolve("handshake.yml");
  }

  Platform platform() {
    return platform;
  }

  NameDoor names() {
    return names;
  }

  /** Every third door, beginning with one of the first three. */
  List<Door> doors(int first) {
    List<Door> all = List.copyOf(doors.values());
    List<Door> some = new ArrayList<>();
    for (int number = first % 3; number < all.size(); number += 3) {
      some.add(all.get(number));
    }
    return some;
  }

  /** An address that /probe may be asked about. */
  String answering() {
    return "127.0.0.1:" + doors.values().iterator().next().port();
  }

  /** Puts other files in the place of those that an identity names: the pair never half of each. */
  void rotate() throws IOException {
    rotated = !rotated;
    HeldCertificate next =
        rotated
            ? HeldCertificate.named("Soak Client", Instant.now()).mint()
            : street.pki().client(ClientCertificate.ACCEPTED);
    replace("rotated.pem", next.chainPem());
    replace("rotated.key", next.keyPem());
  }

  /** Spoils the configuration, or mends it. */
  void spoil(boolean spoilt) throws IOException {
    if (spoilt) {
      replace("handshake.yml", "targets: [{name: half");
    } else {
      write();
    }
  }

  private void write() throws IOException {
    if (!Files.exists(directory.resolve("rotated.key"))) {
      HeldCertificate accepted = street.pki().client(ClientCertificate.ACCEPTED);
      replace("rotated.pem", accepted.chainPem());
      replace("rotated.key", accepted.keyPem());
      replace("platform.pem", pem(platform.roots().anchors()));
      replace("probe.pem", pem(platform.pki().identity().chain()));
      replace(
          "probe.key", pem(List.of(new JcaPKCS8Generator(platform.pki().identity().key(), null))));
    }
    replace("handshake.yml", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(text()));
  }

  private void replace(String name, String text) throws IOException {
    Path next = Files.writeString(directory.resolve(name + ".next"), text);
    next.toFile().setReadable(false, false);
    next.toFile().setReadable(true, true);
    Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private Map<String, Object> text() {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("web", Map.of("listen", "127.0.0.1:0", "probe", Map.of("allow", loopback())));
    text.put("dns", Map.of("servers", List.of("127.0.0.1:" + names.port()), "timeout", "1s"));
    text.put("trust", trust());
    text.put("identities", identities());
    text.put("modules", modules());
    text.put("targets", targets());
    text.put("revocation_allow", loopback());
    text.put("genesys", genesys());
    return text;
  }

  private static List<String> loopback() {
    return List.of("127.0.0.1");
  }

  private Map<String, Object> trust() {
    Map<String, Object> trust = new LinkedHashMap<>();
    trust.put(LabPki.TRUST, Map.of("files", List.of(files.roots().toString())));
    trust.put(TRUST, Map.of("files", List.of("platform.pem")));
    return trust;
  }

  private Map<String, Object> identities() {
    Map<String, Object> identities = new LinkedHashMap<>();
    for (IdentitySettings one : files.identities()) {
      if (one instanceof IdentitySettings.PemFiles(var name, var certificate, var key, _)) {
        identities.put(name, pair(certificate.toString(), key.toString()));
      }
    }
    identities.put(ROTATED, pair("rotated.pem", "rotated.key"));
    identities.put(PlatformPki.IDENTITY, pair("probe.pem", "probe.key"));
    return identities;
  }

  private static Map<String, String> pair(String certificate, String key) {
    return Map.of("certificate", certificate, "key", key);
  }

  private static Map<String, Object> modules() {
    Map<String, Object> modules = new LinkedHashMap<>();
    for (String host : List.of("login", "api", "apps", "data_action")) {
      modules.put("genesys_" + host, Map.of("trust", TRUST, "policy", Map.of("public", false)));
    }
    return modules;
  }

  private List<Object> targets() {
    List<Object> targets = new ArrayList<>();
    for (House house : street.houses()) {
      Door door = doors.get(house.target().name());
      int port = door == null ? house.target().endpoint().port() : door.port();
      targets.add(StreetText.of(house.target(), port, interval));
    }
    House judge = street.house(JUDGE);
    Map<String, Object> changing =
        StreetText.of(judge.target(), judge.target().endpoint().port(), interval);
    changing.put("name", ROTATED);
    changing.put("identity", ROTATED);
    targets.add(changing);
    return targets;
  }

  private Map<String, Object> genesys() {
    Map<String, Object> region = new LinkedHashMap<>();
    region.put("login", platform.region().login().toString());
    region.put("api", platform.region().api().toString());
    region.put("apps", platform.region().apps().toString());
    region.put("client_certificate_name", PlatformPki.CLIENT_NAME);
    Map<String, Object> genesys = new LinkedHashMap<>();
    genesys.put("custom_regions", Map.of("lab", region));
    genesys.put("regions", List.of("lab"));
    genesys.put(
        "organizations",
        List.of(
            Map.of(
                "name",
                "acme",
                "region",
                "lab",
                "oauth",
                Map.of("client_id", Platform.CLIENT, "client_secret", "${" + SECRET + "}"),
                "trust",
                TRUST)));
    genesys.put("poll_interval", POLL);
    genesys.put("gateways", platform.gateways().all().stream().map(Town::gateway).toList());
    genesys.put("discovery_allow", loopback());
    return genesys;
  }

  private static Map<String, Object> gateway(PlatformGateway gateway) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("name", gateway.name());
    text.put("address", gateway.endpoint().toString());
    text.put("trust", TRUST);
    text.put("identity", PlatformPki.IDENTITY);
    text.put("path", PlatformGateway.HEALTH);
    text.put("expect_status", List.of(gateway.wantsToken() ? 401 : 200));
    return text;
  }

  private static String pem(Collection<?> things) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object thing : things) {
        writer.writeObject(thing);
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    doors.values().forEach(Door::close);
    names.close();
    platform.close();
    street.close();
  }
}
