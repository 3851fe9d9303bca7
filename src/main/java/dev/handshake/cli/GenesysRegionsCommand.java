package dev.handshake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.handshake.config.ConfigReader;
import dev.handshake.genesys.Region;
import dev.handshake.genesys.Regions;
import dev.handshake.report.Printable;
import dev.handshake.report.ReportJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the regions that a configuration may name. */
@Command(
    name = "regions",
    header = "Print the regions that a configuration may name, with their hosts.",
    description = {
      "",
      "CERTIFICATE is the name in the client certificate that data actions of the region show,",
      "- where none is published. It is a name in a certificate, not a host to connect to."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  handshake-exporter genesys regions",
      "  handshake-exporter genesys regions --config.file=handshake.yml --output=json"
    })
final class GenesysRegionsCommand implements Callable<Integer> {
  private static final List<String> HEADINGS =
      List.of("NAME", "TITLE", "LOGIN", "API", "APPS", "CERTIFICATE");
  private static final String NONE = "-";

  @Option(
      names = "--config.file",
      paramLabel = "F",
      order = 1,
      description = "also those that this YAML file adds or changes")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "O",
      order = 2,
      defaultValue = "text",
      description = "text, or json: one object; default text")
  private Answers.Form output = Answers.Form.text;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Regions regions =
        file.map(some -> ConfigReader.read(some, System::getenv).genesys().known())
            .orElseGet(Regions::published);
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case json -> out.println(json(regions.all()));
      case text -> table(regions.all()).forEach(out::println);
    }
    return Main.FINE;
  }

  private static Stream<String> table(List<Region> regions) {
    List<List<String>> rows =
        Stream.concat(Stream.of(HEADINGS), regions.stream().map(GenesysRegionsCommand::row))
            .toList();
    List<Integer> widths =
        IntStream.range(0, HEADINGS.size())
            .mapToObj(column ->
                rows.stream().mapToInt(row -> Sheet.width(row.get(column))).max().orElse(0))
            .toList();
    return rows.stream().map(row -> line(row, widths));
  }

  private static List<String> row(Region region) {
    return List.of(
        region.name(),
        Printable.of(region.title()),
        host(region.login()),
        host(region.api()),
        host(region.apps()),
        Printable.of(region.clientCertificateName().orElse(NONE)));
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(2 + widths.get(column) - Sheet.width(cell)));
    }
    return line.toString().stripTrailing();
  }

  /** The host, with its port where that is another than everywhere. */
  private static String host(URI url) {
    return url.getRawAuthority();
  }

  private static String json(List<Region> regions) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ReportJson.generator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("regions");
      for (Region region : regions) {
        write(region, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(Region region, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", region.name());
    json.writeStringField("title", region.title());
    json.writeStringField("login", region.login().toString());
    json.writeStringField("api", region.api().toString());
    json.writeStringField("apps", region.apps().toString());
    if (region.clientCertificateName().isPresent()) {
      json.writeStringField("client_certificate_name", region.clientCertificateName().get());
    } else {
      json.writeNullField("client_certificate_name");
    }
    json.writeEndObject();
  }
}
