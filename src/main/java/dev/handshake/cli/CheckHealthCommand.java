package dev.handshake.cli;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFiles;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.SecretFile;
import dev.handshake.credential.TrustSettings;
import dev.handshake.credential.TrustStoreException;
import dev.handshake.credential.TrustStores;
import dev.handshake.report.Printable;
import dev.handshake.target.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running agent whether it is well, as container runtimes want it: by an exit status. */
@Command(
    name = "health",
    header = "Ask a running agent whether it is well.",
    customSynopsis = {
      "handshake-exporter check health [--url=U] [--ready] [--user.file=F] [--trust.file=F]",
      "         [--server-name=N] [--certificate.file=F --key.file=F] [--timeout=D]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  Is the agent on this machine well?",
      "      handshake-exporter check health",
      "  The same, where its web file has TLS and users:",
      "      handshake-exporter check health --url=https://127.0.0.1:10219 \\",
      "        --trust.file=roots.pem --server-name=agent.example.com --user.file=health.user",
      "",
      "Exit status: 0 if it is, 1 if it is not or does not answer, 2 for wrong usage."
    })
final class CheckHealthCommand implements Callable<Integer> {
  private static final URI DEFAULT = URI.create("http://127.0.0.1:10219");
  private static final Duration LIMIT = Duration.ofSeconds(3);

  @Option(
      names = "--url",
      paramLabel = "U",
      order = 1,
      description = "where the agent listens; default http://127.0.0.1:10219")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--ready",
      order = 2,
      description = "ask whether its first round of probes is over, too")
  private boolean ready;

  @Option(
      names = "--user.file",
      paramLabel = "F",
      order = 3,
      description = "file whose one line is user:password, for an agent with basic_auth_users")
  private Optional<Path> userFile = Optional.empty();

  @Option(
      names = "--trust.file",
      paramLabel = "F",
      order = 4,
      description = "PEM roots to trust, instead of the system's")
  private Optional<Path> trustFile = Optional.empty();

  @Option(
      names = "--server-name",
      paramLabel = "N",
      order = 5,
      description = "the name that its certificate must carry, instead of the URL's host")
  private Optional<String> serverName = Optional.empty();

  @Option(
      names = "--certificate.file",
      paramLabel = "F",
      order = 6,
      description = "PEM client certificate to show when asked, followed by its chain")
  private Optional<Path> certificateFile = Optional.empty();

  @Option(
      names = "--key.file",
      paramLabel = "F",
      order = 7,
      description = "PEM key of the client certificate")
  private Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "D",
      order = 8,
      description = "what the whole may take; default 3s")
  private Optional<String> timeout = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    HealthCall call = healthCall();
    PrintWriter out = spec.commandLine().getOut();
    try {
      int status = call.status();
      out.println("%s: %d".formatted(call.url(), status));
      return status == 200 ? Main.FINE : Main.BAD;
    } catch (UnknownHostException unknown) {
      out.println("%s: no address of this name".formatted(call.url()));
    } catch (IOException failure) {
      out.println(
          "%s: %s".formatted(call.url(), Printable.of(String.valueOf(failure.getMessage()))));
    }
    return Main.BAD;
  }

  private HealthCall healthCall() {
    URI base = url.map(CheckHealthCommand::url).orElse(DEFAULT);
    boolean secure = "https".equalsIgnoreCase(base.getScheme());
    if (!secure && !tlsOptions().isEmpty()) {
      throw new UsageException(
          String.join(", ", tlsOptions()) + ": given with http (expected: an https --url)");
    }
    String path = base.getRawPath().replaceFirst("/+$", "");
    return new HealthCall(
        base.resolve(path + (ready ? "/-/ready" : "/-/healthy")),
        secure ? Optional.of(TlsContext.of(trust(), identity())) : Optional.empty(),
        serverName.map(OptionValue::serverName),
        userFile.map(CheckHealthCommand::basic),
        timeout.map(text -> OptionValue.duration("--timeout", text, "500ms or 10s")).orElse(LIMIT));
  }

  private List<String> tlsOptions() {
    return Stream.of(
            trustFile.map(_ -> "--trust.file"),
            serverName.map(_ -> "--server-name"),
            certificateFile.map(_ -> "--certificate.file"),
            keyFile.map(_ -> "--key.file"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      if (("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException noUrl) {
      // As wrong as one of another kind.
    }
    // A user and a password may stand in it.
    throw new UsageException("--url: what is given (expected: http://host:port or https://...)");
  }

  /** The credentials of a file as a header bears them (RFC 7617, section 2). */
  private static String basic(Path file) {
    String user;
    try {
      user = SecretFile.reveal(new Secret.InFile(file));
    } catch (IllegalArgumentException unusable) {
      throw new UsageException("--user.file: " + unusable.getMessage());
    }
    if (user.indexOf(':') < 1) {
      throw new UsageException("--user.file: " + file + " (expected: a file with user:password)");
    }
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  private TrustAnchors trust() {
    return trustFile
        .map(file -> GivenRoots.load("--trust.file", String.valueOf(file.getFileName()), file))
        .orElseGet(() ->
            GivenRoots.load(
                new TrustSettings(TrustStores.SYSTEM, List.of(), true, List.of(), List.of()),
                TrustStoreException.Fault::place));
  }

  private Optional<Identity.Usable> identity() {
    if (certificateFile.isPresent() != keyFile.isPresent()) {
      throw new UsageException("--certificate.file, --key.file: one alone (expected: both)");
    }
    return certificateFile.map(certificate ->
        usable(
            IdentityFiles.load(
                new IdentitySettings.PemFiles(
                    String.valueOf(certificate.getFileName()),
                    certificate,
                    keyFile.orElseThrow(),
                    Optional.empty()))));
  }

  private static Identity.Usable usable(Identity identity) {
    return switch (identity) {
      case Identity.Usable usable -> usable;
      case Identity.Unusable(String name, String why) ->
          throw new UsageException("--certificate.file: %s: %s".formatted(name, why));
    };
  }
}
