package dev.handshake;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whose work is in the jar, and on which terms; made from the bill of the last package. With the
 * system property {@code licences.write} the page is written.
 */
class LicencesIT {
  private static final Path PAGE = Path.of("docs", "licences.md");

  /** Terms on which a work may be part of the jar, by their SPDX names where they have one. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "Bouncy Castle Licence",
          "CC0-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "MIT");

  private static final String HEAD =
      """
      # Licences

      Made from the bill of materials, not by hand: `mvn -q -DskipTests package`, then
      `mvn -q test -Dtest=LicencesIT -Dlicences.write=true`.

      handshake-exporter is under the [Apache License 2.0](../LICENSE). The jar holds these libraries, unchanged. Where two
      licences stand one may choose, and the agent never takes the LGPL. The texts of Apache-2.0, MIT and BSD-2-Clause are in
      the jar, in `META-INF`, that of Bouncy Castle is in `org/bouncycastle/LICENSE.class`;
      [EPL-2.0](https://www.eclipse.org/legal/epl-2.0/) and
      [CC0-1.0](https://creativecommons.org/publicdomain/zero/1.0/legalcode) are where these links lead. The sources of each
      library are in Maven Central, under its name.

      | library | version | licence |
      | --- | --- | --- |
      """;

  private record Library(String name, String version, List<String> licences) {
    private String row() {
      return "| %s | %s | %s |\n".formatted(name, version, String.join(" or ", licences));
    }
  }

  @BeforeEach
  void thereIsABill() {
    BillOfMaterials.assumeMade();
  }

  @Test
  void thePageIsWhatTheBillSays() throws IOException {
    String text = libraries().map(Library::row).distinct().sorted().collect(joining("", HEAD, ""));
    if (Boolean.getBoolean("licences.write")) {
      Files.writeString(PAGE, text);
    }
    assertThat(PAGE)
        .as("made anew by: mvn -q test -Dtest=LicencesIT -Dlicences.write=true")
        .hasContent(text);
  }

  @Test
  void eachLibraryMayBeTakenOnAllowedTerms() throws IOException {
    assertThat(libraries())
        .hasSizeGreaterThan(20)
        .allSatisfy(library -> assertThat(library.licences()).containsAnyElementsOf(ALLOWED));
  }

  private static Stream<Library> libraries() throws IOException {
    return elements(BillOfMaterials.read().get("components"))
        .map(component ->
            new Library(
                component.get("group").asText() + ":" + component.get("name").asText(),
                component.get("version").asText(),
                elements(component.path("licenses")).map(LicencesIT::word).toList()));
  }

  private static String word(JsonNode licence) {
    return Stream.of(
            licence.at("/license/id"), licence.at("/license/name"), licence.at("/expression"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .findFirst()
        .orElse("");
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
