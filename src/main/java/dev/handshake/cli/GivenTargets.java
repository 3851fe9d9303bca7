package dev.handshake.cli;

import dev.handshake.agent.Plan;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFiles;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.TrustSettings;
import dev.handshake.credential.TrustStores;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.AddressFamily;
import dev.handshake.target.Addresses;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Route;
import dev.handshake.target.StartTls;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Targets that are given on the command line, and whom to trust and what to show for all. */
final class GivenTargets {
  @Parameters(
      paramLabel = "ADDRESS",
      arity = "0..*",
      description = "host, host:port, [ipv6]:port or https://host:port; port 443 unless named")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--server-name",
      paramLabel = "N",
      order = 1,
      description = "the name to ask for and to verify, instead of the address's host")
  private Optional<String> serverName = Optional.empty();

  @Option(
      names = "--trust.file",
      paramLabel = "F",
      order = 2,
      description = "PEM roots to trust, instead of the system's")
  private Optional<Path> trustFile = Optional.empty();

  @Option(
      names = "--certificate.file",
      paramLabel = "F",
      order = 3,
      description = "PEM client certificate to show when asked, followed by its chain")
  private Optional<Path> certificateFile = Optional.empty();

  @Option(
      names = "--key.file",
      paramLabel = "F",
      order = 4,
      description = "PEM key of the client certificate")
  private Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--key.password-file",
      paramLabel = "F",
      order = 5,
      description = "file whose first line is the password of an encrypted key")
  private Optional<Path> keyPasswordFile = Optional.empty();

  @Option(
      names = "--starttls",
      paramLabel = "P",
      order = 6,
      description =
          "ask for TLS in plain text first: smtp, imap, pop3, ftp, ldap, postgres, mysql, xmpp")
  private Optional<String> starttls = Optional.empty();

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      order = 7,
      description = "the HTTP proxy on the way, as http://host:port")
  private Optional<String> proxy = Optional.empty();

  /** The names of what was given, as usage shows them. */
  List<String> given() {
    List<String> names = new ArrayList<>();
    if (!addresses.isEmpty()) {
      names.add("ADDRESS");
    }
    serverName.ifPresent(_ -> names.add("--server-name"));
    trustFile.ifPresent(_ -> names.add("--trust.file"));
    certificateFile.ifPresent(_ -> names.add("--certificate.file"));
    keyFile.ifPresent(_ -> names.add("--key.file"));
    keyPasswordFile.ifPresent(_ -> names.add("--key.password-file"));
    starttls.ifPresent(_ -> names.add("--starttls"));
    proxy.ifPresent(_ -> names.add("--proxy"));
    return names;
  }

  /**
   * The plan that they make.
   *
   * @throws UsageException if something is missing or cannot be meant
   */
  Plan plan() {
    if (addresses.isEmpty()) {
      throw new UsageException("ADDRESS: missing (expected: at least one, or --config.file)");
    }
    Optional<Identity> identity = identity();
    TrustAnchors trust = trust();
    ProbeModule plain = ProbeModule.DEFAULT.withTrust(trust.name()).withRoute(route());
    ProbeModule module = identity.map(shown -> plain.withIdentity(shown.name())).orElse(plain);
    Optional<String> name = serverName.map(OptionValue::serverName);
    return new Plan(
        addresses.stream().map(address -> target(address, name, module)).toList(),
        DnsSettings.DEFAULT,
        BreakerSettings.DEFAULT,
        ScheduleSettings.DEFAULT,
        WebSettings.DEFAULT,
        identity.map(shown -> Map.of(shown.name(), shown)).orElse(Map.of()),
        Map.of(trust.name(), trust));
  }

  private Route route() {
    return new Route(
        proxy.map(GivenTargets::proxy),
        starttls.map(GivenTargets::protocol),
        Addresses.FIRST,
        AddressFamily.ANY);
  }

  private static Endpoint proxy(String text) {
    try {
      return Route.proxy(text);
    } catch (IllegalArgumentException wrong) {
      // A user and a password may stand in it.
      throw new UsageException("--proxy: what is given (expected: http://host:port)");
    }
  }

  private static StartTls protocol(String text) {
    return Arrays.stream(StartTls.values())
        .filter(protocol -> protocol.word().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "--starttls: %s (expected: %s)"
                    .formatted(
                        text,
                        Arrays.stream(StartTls.values())
                            .map(StartTls::word)
                            .collect(Collectors.joining(", ")))));
  }

  private static Target target(String address, Optional<String> serverName, ProbeModule module) {
    Endpoint endpoint = ProbeAddress.parse(address);
    String name = serverName.orElse(endpoint.host());
    return new Target(address, endpoint, name, name, module, new TreeMap<>());
  }

  /** Named after its file, so that whoever reads the answer knows which one is meant. */
  private Optional<Identity> identity() {
    if (certificateFile.isPresent() && keyFile.isPresent()) {
      Path certificate = certificateFile.get();
      return Optional.of(
          inOptions(
              IdentityFiles.load(
                  new IdentitySettings.PemFiles(
                      name(certificate), certificate, keyFile.get(), keyPasswordFile))));
    }
    if (certificateFile.isPresent()) {
      throw new UsageException("--key.file: missing (expected: beside --certificate.file)");
    }
    if (keyFile.isPresent()) {
      throw new UsageException("--certificate.file: missing (expected: beside --key.file)");
    }
    if (keyPasswordFile.isPresent()) {
      throw new UsageException("--key.file: missing (expected: beside --key.password-file)");
    }
    return Optional.empty();
  }

  private static Identity inOptions(Identity identity) {
    return switch (identity) {
      case Identity.Usable usable -> usable;
      case Identity.Unusable(String name, String why) ->
          new Identity.Unusable(name, CheckIdentityCommand.inOptions(why));
    };
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private TrustAnchors trust() {
    TrustSettings settings =
        trustFile
            .map(file -> new TrustSettings(name(file), List.of(file), false, List.of(), List.of()))
            .orElse(new TrustSettings(TrustStores.SYSTEM, List.of(), true, List.of(), List.of()));
    return GivenRoots.load(
        settings, fault -> trustFile.isPresent() ? "--trust.file" : fault.place());
  }
}
