package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.reason.Reason;
import java.util.EnumSet;
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
        .containsExactlyInAnyOrder(Script.values());
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

  @Test
  void everyReasonThatOneMachineCanProvokeIsARow() {
    Set<Reason> provoked = EnumSet.noneOf(Reason.class);
    ALL.forEach(row -> row.expected().reason().ifPresent(provoked::add));
    assertThat(provoked)
        .contains(
            Reason.DNS_NOT_FOUND,
            Reason.DNS_NO_ADDRESS,
            Reason.DNS_FAILED,
            Reason.DNS_TIMEOUT,
            Reason.CONNECT_REFUSED,
            Reason.PROXY_FAILED,
            Reason.STARTTLS_FAILED,
            Reason.NOT_TLS,
            Reason.HANDSHAKE_TIMEOUT,
            Reason.CONNECTION_CLOSED,
            Reason.CONNECTION_RESET,
            Reason.PROTOCOL_MISMATCH,
            Reason.CIPHER_MISMATCH,
            Reason.SERVER_NAME_UNRECOGNIZED,
            Reason.HANDSHAKE_REJECTED,
            Reason.PROTOCOL_VIOLATION,
            Reason.HANDSHAKE_TOO_LARGE,
            Reason.CERTIFICATE_SELF_SIGNED,
            Reason.CERTIFICATE_UNTRUSTED,
            Reason.CERTIFICATE_CHAIN_INCOMPLETE,
            Reason.CERTIFICATE_NOT_YET_VALID,
            Reason.CERTIFICATE_EXPIRED,
            Reason.CERTIFICATE_NAME_MISMATCH,
            Reason.CLIENT_IDENTITY_UNUSABLE,
            Reason.CLIENT_CERTIFICATE_REQUIRED,
            Reason.CLIENT_CERTIFICATE_UNTRUSTED,
            Reason.CLIENT_CERTIFICATE_EXPIRED,
            Reason.CLIENT_CERTIFICATE_NOT_YET_VALID,
            Reason.CLIENT_CERTIFICATE_WRONG_EKU,
            Reason.CLIENT_CERTIFICATE_REJECTED,
            Reason.ACCEPTANCE_UNCONFIRMED,
            Reason.MTLS_NOT_ENFORCED,
            Reason.HTTP_STATUS,
            Reason.HTTP_TIMEOUT,
            Reason.HTTP_INVALID);
  }
}
