package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScenariosTest {
  private static final List<Scenario> ALL = Scenarios.all();

  @Test
  void namesAreUnique() {
    assertThat(ALL).extracting(Scenario::name).doesNotHaveDuplicates();
  }

  @Test
  void descriptionsAreSentences() {
    assertThat(ALL).extracting(Scenario::description).allMatch(text -> text.endsWith("."));
  }

  @Test
  void modulesOfOneNameAreOne() {
    Set<String> names = ALL.stream().map(row -> row.module().name()).collect(Collectors.toSet());
    assertThat(ALL.stream().map(Scenario::module).distinct()).hasSameSizeAs(names);
  }

  @Test
  void whateverServersAndClientsCanDoIsARow() {
    assertThat(ALL.stream().map(Scenario::serving).filter(Serving.Raw.class::isInstance))
        .extracting(serving -> ((Serving.Raw) serving).script())
        .containsOnly(Script.values());
    assertThat(ALL.stream().map(Scenario::serving).filter(Serving.Tls.class::isInstance))
        .extracting(serving -> ((Serving.Tls) serving).certificate())
        .contains(ServerCertificate.values());
    assertThat(ALL.stream().flatMap(row -> row.module().identity().stream()))
        .contains(
            ClientCertificate.ACCEPTED.identity(),
            ClientCertificate.UNTRUSTED.identity(),
            ClientCertificate.EXPIRED.identity(),
            ClientCertificate.WRONG_EKU.identity(),
            LabPki.UNUSABLE_IDENTITY);
  }
}
