package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeAddressTest {
  @ParameterizedTest
  @CsvSource({
    "crm.example.com:8443, crm.example.com:8443",
    "crm.example.com, crm.example.com:443",
    "CRM.Example.com., crm.example.com:443",
    "localhost, localhost:443",
    "https://crm.example.com, crm.example.com:443",
    "https://crm.example.com/, crm.example.com:443",
    "https://crm.example.com:8443/health?deep=1, crm.example.com:8443",
    "HTTPS://crm.example.com?q, crm.example.com:443",
    "https://crm.example.com#top, crm.example.com:443",
    "https://[2001:db8::1]/, [2001:db8::1]:443",
    "https://[2001:db8::1]:8443/, [2001:db8::1]:8443",
    "192.0.2.7, 192.0.2.7:443",
    "192.0.2.7:8443, 192.0.2.7:8443",
    "::1, [::1]:443",
    "[::1], [::1]:443",
    "[::1]:8443, [::1]:8443",
    "2001:db8::443, [2001:db8::443]:443",
    "bücher.example:8443, xn--bcher-kva.example:8443",
    "bücher.example, xn--bcher-kva.example:443",
    "https://bücher.example/, xn--bcher-kva.example:443",
  })
  void readsWhatPeopleHaveAtHand(String text, String endpoint) {
    assertThat(ProbeAddress.parse(text)).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":443",
        "a:",
        "a:0",
        "a:65536",
        "a:b",
        "a:1:2",
        "a b",
        "a..b",
        "[::1",
        "[]:443",
        "999.1.1.1",
        "https://",
        "https:///path",
        "https://user@a/",
        "http://a",
        "ldaps://a:636",
      })
  void refusesAllElseByItsName(String text) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ProbeAddress.parse(text))
        .withMessageStartingWith("ADDRESS: " + text + " (expected: ");
  }
}
