package dev.handshake.cli;

import dev.handshake.config.ConfigWarning;
import dev.handshake.config.WebFileReader;
import dev.handshake.web.WebFile;
import dev.handshake.web.WebTls;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a web file and all that it names, as {@code run} would. */
@Command(
    name = "web-config",
    header = "Read a web file of exporter-toolkit and all that it names, as `run` would.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class CheckWebFileCommand implements Callable<Integer> {
  @Parameters(paramLabel = "F", description = "the YAML file")
  private Path file = Path.of("web.yml");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<ConfigWarning> warnings = new ArrayList<>();
    WebFile web = WebFileReader.load(file, System::getenv, warnings);
    PrintWriter err = spec.commandLine().getErr();
    warnings.forEach(err::println);
    err.flush();
    spec.commandLine()
        .getOut()
        .println(
            "%s: %s, %s"
                .formatted(
                    file,
                    web.tls().map(CheckWebFileCommand::described).orElse("plain HTTP"),
                    counted(web.users().size())));
    return Main.FINE;
  }

  private static String described(WebTls tls) {
    return "TLS with the certificate of "
        + tls.identity().chain().getFirst().getSubjectX500Principal().getName();
  }

  private static String counted(int users) {
    return users + (users == 1 ? " user" : " users");
  }
}
