package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.reason.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabTextTest {
  @Test
  void everyRowFitsWhateverIsFound() {
    String longest =
        Arrays.stream(Reason.values())
            .map(Reason::word)
            .max((one, other) -> one.length() - other.length())
            .orElseThrow();
    String table = LabText.table(rows(Optional.of(longest)));
    assertThat(table.lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LabText.WIDTH));
    assertThat(table.lines().filter(line -> line.contains(longest)))
        .hasSize(Scenarios.all().size());
  }

  @Test
  void columnsStandUnderTheirTitles() {
    List<String> lines = LabText.table(rows(Optional.of("success"))).lines().toList();
    int found = lines.getFirst().indexOf("FOUND");
    int expected = lines.getFirst().indexOf("EXPECTED");
    int what = lines.getFirst().indexOf("WHAT IT IS");
    for (int row = 0; row < Scenarios.all().size(); row++) {
      Scenario scenario = Scenarios.all().get(row);
      String line = lines.get(row + 1);
      assertThat(line.substring(2, found).strip()).isEqualTo(scenario.name());
      assertThat(line.substring(found, expected).strip()).isEqualTo("success");
      assertThat(line.substring(expected, what).strip()).isEqualTo(scenario.expected().word());
      assertThat(scenario.description()).startsWith(line.substring(what).replace("...", ""));
    }
  }

  @Test
  void disagreementIsMarkedAndCounted() {
    String table =
        LabText.table(
            List.of(
                new LabText.Row(Scenarios.named("fine-tls13"), Optional.of("success")),
                new LabText.Row(Scenarios.named("expired"), Optional.of("success")),
                new LabText.Row(Scenarios.named("self-signed"), Optional.empty())));
    assertThat(table)
        .containsPattern("(?m)^  fine-tls13 +success +success ")
        .containsPattern("(?m)^! expired +success +certificate_expired ")
        .containsPattern("(?m)^! self-signed +not probed yet +certificate_self_signed ")
        .endsWith("\n\n2 of 3 not found as expected: marked with !\n");
  }

  @Test
  void agreementIsSaid() {
    String table =
        LabText.table(
            List.of(new LabText.Row(Scenarios.named("fine-tls13"), Optional.of("success"))));
    assertThat(table).endsWith("\n\nAll 1 found as expected.\n");
  }

  private static List<LabText.Row> rows(Optional<String> found) {
    return Scenarios.all().stream().map(scenario -> new LabText.Row(scenario, found)).toList();
  }
}
