package dev.handshake.cli;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.IdentityFileCheck;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.credential.IdentitySettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges the files of a client identity before they are used. */
@Command(
    name = "identity",
    header = "Say everything that is wrong with a client certificate, its key and its chain.",
    customSynopsis = {
      "handshake-exporter check identity --certificate.file=F --key.file=F",
      "         [--key.password-file=F] [--chain.file=F] [--trust.file=F]",
      "       handshake-exporter check identity --keystore.file=F [--keystore.password-file=F]",
      "         [--trust.file=F]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  Can this certificate be shown, and for how long?",
      "      handshake-exporter check identity --certificate.file=client.pem \\",
      "        --key.file=client.key",
      "  Would a gateway that trusts this authority let it in?",
      "      handshake-exporter check identity --certificate.file=client.pem \\",
      "        --key.file=client.key --trust.file=gateway-client-roots.pem",
      "",
      "Exit status: 0 if nothing is wrong, 1 if something is, 2 for wrong usage."
    })
final class CheckIdentityCommand implements Callable<Integer> {
  @Option(
      names = "--certificate.file",
      paramLabel = "F",
      order = 1,
      description = "the client certificate, followed by its chain: PEM, or one in DER")
  private Optional<Path> certificateFile = Optional.empty();

  @Option(
      names = "--key.file",
      paramLabel = "F",
      order = 2,
      description = "PEM key of the certificate")
  private Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--key.password-file",
      paramLabel = "F",
      order = 3,
      description = "file whose first line is the password of an encrypted key")
  private Optional<Path> keyPasswordFile = Optional.empty();

  @Option(
      names = "--chain.file",
      paramLabel = "F",
      order = 4,
      description = "intermediates to be sent, where they are not in the certificate's file")
  private Optional<Path> chainFile = Optional.empty();

  @Option(
      names = "--keystore.file",
      paramLabel = "F",
      order = 5,
      description = "PKCS#12 key store instead of certificate and key")
  private Optional<Path> keystoreFile = Optional.empty();

  @Option(
      names = "--keystore.password-file",
      paramLabel = "F",
      order = 6,
      description = "file whose first line is the password of the key store")
  private Optional<Path> keystorePasswordFile = Optional.empty();

  @Option(
      names = "--trust.file",
      paramLabel = "F",
      order = 7,
      description = "PEM roots: would a server that trusts exactly these accept it?")
  private Optional<Path> trustFile = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Instant now = Instant.now();
    IdentitySettings settings = settings();
    Optional<TrustAnchors> trust = trustFile.map(CheckIdentityCommand::anchors);
    ChainInspector chains = new ChainInspector();
    IdentityInspector inspector = new IdentityInspector(chains, trust.stream().toList());
    IdentityFileCheck check = IdentityFileCheck.of(settings, chainFile, inspector, now);

    IdentityVerdict verdict =
        IdentityVerdict.of(check, IdentityVerdict.Judge.ofClient(chains, trust), now);
    verdict.print(spec.commandLine().getOut(), settings.name());
    return verdict.isFine() ? Main.FINE : Main.BAD;
  }

  private IdentitySettings settings() {
    if (keystoreFile.isPresent()) {
      if (certificateFile.isPresent() || keyFile.isPresent() || chainFile.isPresent()) {
        throw new UsageException(
            "--keystore.file: given beside other files (expected: one or the other)");
      }
      return new IdentitySettings.KeyStoreFile(
          String.valueOf(keystoreFile.get()), keystoreFile.get(), keystorePasswordFile);
    }
    Path certificate =
        certificateFile.orElseThrow(() ->
            new UsageException(
                "--certificate.file: missing (expected: beside --key.file, or --keystore.file)"));
    Path key =
        keyFile.orElseThrow(
            () -> new UsageException("--key.file: missing (expected: beside --certificate.file)"));
    return new IdentitySettings.PemFiles(
        String.valueOf(certificate), certificate, key, keyPasswordFile);
  }

  /** What a key of the configuration is called on the command line. */
  static String inOptions(String why) {
    return why.replace("key_password_file is not set", "--key.password-file=F is not given");
  }

  static TrustAnchors anchors(Path file) {
    return GivenRoots.load("--trust.file", String.valueOf(file.getFileName()), file);
  }
}
