package dev.handshake.cli;

import dev.handshake.config.ConfigWarning;
import dev.handshake.config.WebFileReader;
import dev.handshake.web.WebSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --web.config.file}. */
final class WebFileOption {
  @Option(
      names = "--web.config.file",
      paramLabel = "F",
      order = 3,
      description = "web file of Prometheus's exporters: TLS and passwords")
  private Optional<Path> file = Optional.empty();

  Optional<Path> file() {
    return file;
  }

  /**
   * Settings with the file of this option, where it is given; it is read each time.
   *
   * @param warnings is given what is accepted in it and had better be otherwise
   * @throws dev.handshake.config.ConfigException with every mistake in it
   */
  WebSettings over(WebSettings configured, List<? super ConfigWarning> warnings) {
    return file.map(path -> WebFileReader.load(path, System::getenv, warnings))
        .map(configured::withFile)
        .orElse(configured);
  }
}
