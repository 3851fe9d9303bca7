package dev.handshake.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed boards are what Grafana's own published types allow. */
class BoardSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
  private static final JsonSchema DASHBOARD = SCHEMAS.getSchema(resource("dashboard"));
  private static final JsonNode KINDS = resource("panels");

  static List<Dashboard> boards() {
    return Boards.all();
  }

  @ParameterizedTest
  @MethodSource("boards")
  void aBoardIsADashboardOfGrafanasTypes(Dashboard board) throws IOException {
    assertThat(DASHBOARD.validate(committed(board))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("boards")
  void eachPanelSetsWhatItsKindKnows(Dashboard board) throws IOException {
    for (JsonNode panel : committed(board).at("/panels")) {
      if (!isRow(panel)) {
        assertThat(kind(panel).validate(settings(panel))).as(panel.at("/title").asText()).isEmpty();
      }
    }
  }

  @Test
  void aWrongWordIsNoticed() throws IOException {
    JsonNode board = committed(Boards.all().getFirst());
    JsonNode panel = board.at("/panels/1");
    ((ObjectNode) panel.at("/fieldConfig/defaults")).put("unti", "s");
    ((ObjectNode) panel.at("/options")).put("colourMode", "value");
    assertThat(DASHBOARD.validate(board)).isNotEmpty();
    assertThat(kind(panel).validate(settings(panel))).isNotEmpty();
  }

  private static boolean isRow(JsonNode panel) {
    return panel.at("/type").asText().equals("row");
  }

  /** The schema of what a panel's kind knows beyond all others. */
  private static JsonSchema kind(JsonNode panel) {
    ObjectNode schema = KINDS.deepCopy();
    String type = panel.at("/type").asText();
    assertThat(KINDS.at("/definitions/PanelKinds/properties").has(type)).as(type).isTrue();
    schema.put("$ref", "#/definitions/PanelKinds/properties/" + type);
    return SCHEMAS.getSchema(schema);
  }

  private static ObjectNode settings(JsonNode panel) {
    ObjectNode settings = JSON.createObjectNode();
    settings.set("options", panel.at("/options"));
    JsonNode custom = panel.at("/fieldConfig/defaults/custom");
    if (!custom.isMissingNode()) {
      settings.set("custom", custom);
    }
    return settings;
  }

  private static JsonNode committed(Dashboard board) throws IOException {
    return JSON.readTree(Files.readString(Boards.file(board)));
  }

  private static JsonNode resource(String name) {
    try (InputStream in = BoardSchemaTest.class.getResourceAsStream(name + ".schema.json")) {
      return JSON.readTree(Objects.requireNonNull(in, name));
    } catch (IOException unreadable) {
      throw new IllegalStateException(name, unreadable);
    }
  }
}
