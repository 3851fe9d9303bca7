package dev.handshake.cli;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.Purpose;
import dev.handshake.certificate.StrictProfile;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.ChainFile;
import dev.handshake.credential.TrustSettings;
import dev.handshake.target.Endpoint;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges a chain file as a probe would judge the chain, before it is deployed. */
@Command(
    name = "chain",
    header = "Judge a chain file as a probe would, before it is deployed.",
    customSynopsis = {
      "handshake-exporter check chain --chain.file=F [--intermediates.file=F]",
      "         --trust.file=F [--name=N] [--at=TIME] [--for=server|client]",
      "         [--strict] [--output=text|json]"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  Will clients that trust our own authority accept this chain?",
      "      handshake-exporter check chain --chain.file=fullchain.pem \\",
      "        --trust.file=roots.pem --name=gateway.example.com",
      "  Will it still be good at New Year?",
      "      handshake-exporter check chain --chain.file=fullchain.pem \\",
      "        --trust.file=roots.pem --at=2027-01-01T00:00:00Z",
      "",
      "Exit status: 0 if the chain is valid, 1 if not, 2 for wrong usage or an unusable file."
    })
final class CheckChainCommand implements Callable<Integer> {
  /** The forms of {@code --for}. */
  enum Side {
    server,
    client
  }

  @Option(
      names = "--chain.file",
      paramLabel = "F",
      required = true,
      order = 1,
      description = "the chain as it is to be sent, leaf first: PEM, or one certificate in DER")
  private Path chainFile = Path.of("chain.pem");

  @Option(
      names = "--intermediates.file",
      paramLabel = "F",
      order = 2,
      description =
          "PEM intermediates that are known and not sent; a chain that needs one is incomplete")
  private Optional<Path> intermediatesFile = Optional.empty();

  @Option(
      names = "--trust.file",
      paramLabel = "F",
      required = true,
      order = 3,
      description = "PEM roots to trust, and no others")
  private Path trustFile = Path.of("roots.pem");

  @Option(
      names = "--name",
      paramLabel = "N",
      order = 4,
      description = "the host name or IP address that the leaf must carry; not asked unless given")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      order = 5,
      description = "judge by this time, such as 2027-01-01T00:00:00Z, instead of now")
  private Optional<String> at = Optional.empty();

  @Option(
      names = "--for",
      paramLabel = "SIDE",
      order = 6,
      defaultValue = "server",
      description = "server or client: who is to show the chain; default server")
  private Side side = Side.server;

  @Option(
      names = "--strict",
      order = 7,
      description =
          "also refuse what RFC 5280 forbids and most clients let pass, as openssl -x509_strict and"
              + " Python 3.13 do")
  private boolean strict;

  @Option(
      names = "--output",
      paramLabel = "O",
      order = 8,
      defaultValue = "text",
      description = "text, or json: one object; default text")
  private Answers.Form output = Answers.Form.text;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Style style;

  CheckChainCommand(Style style) {
    this.style = style;
  }

  @Override
  public Integer call() {
    Instant time = at.map(CheckChainCommand::time).orElseGet(Instant::now);
    Purpose purpose =
        switch (side) {
          case server -> Purpose.SERVER;
          case client -> Purpose.CLIENT;
        };
    ChainQuestion question =
        new ChainQuestion(chain(), trust(), name.map(CheckChainCommand::host), purpose);
    ChainFindings judged = new ChainInspector().inspect(question, time);
    ChainFindings findings = strict ? StrictProfile.applyTo(judged) : judged;
    ChainAnswer answer = new ChainAnswer(chainFile, question, findings, time);
    switch (output) {
      case json -> spec.commandLine().getOut().println(answer.json());
      case text -> spec.commandLine().getOut().print(answer.text(style));
    }
    return findings.verified() ? Main.FINE : Main.BAD;
  }

  private PeerChain chain() {
    try {
      return ChainFile.read(chainFile);
    } catch (IllegalArgumentException unusable) {
      throw new UsageException("--chain.file: " + unusable.getMessage());
    }
  }

  private TrustAnchors trust() {
    TrustSettings settings =
        new TrustSettings(
            String.valueOf(trustFile.getFileName()),
            List.of(trustFile),
            false,
            intermediatesFile.map(List::of).orElse(List.of()),
            List.of());
    return GivenRoots.load(
        settings,
        fault ->
            fault.place().startsWith("intermediates") ? "--intermediates.file" : "--trust.file");
  }

  private static String host(String text) {
    try {
      return Endpoint.hostOf(text);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--name: " + text + " (expected: a DNS name or an IP address)");
    }
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException wrong) {
      throw new UsageException(
          "--at: " + text + " (expected: a time in UTC such as 2027-01-01T00:00:00Z)");
    }
  }
}
