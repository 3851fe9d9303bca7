package dev.handshake.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "crm.example.com:443, crm.example.com, 443",
    "CRM.Example.COM.:8443, crm.example.com, 8443",
    "127.0.0.1:1, 127.0.0.1, 1",
    "[2001:DB8::1]:65535, 2001:db8::1, 65535",
    "b\u00fccher.example:443, xn--bcher-kva.example, 443",
    "with_underscore.example:443, with_underscore.example, 443"
  })
  void hostAndPortAreRead(String text, String host, int port) {
    assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a]:443",
        "[127.0.0.1]:443",
        "[]:443",
        "2001:db8::1:443",
        "crm.example.com",
        "crm.example.com:0",
        "crm.example.com:65536",
        "crm.example.com:https",
        "999.1.1.1:443",
        "-a.example:443",
        "a..example:443",
        ":443"
      })
  void whatIsNeitherNameNorAddressIsRefused(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ");
  }

  @Test
  void aNameOfAnyLengthIsRefusedInWords() {
    for (String name : List.of("a".repeat(254), "\u00e9".repeat(2_000))) {
      assertThatThrownBy(() -> Endpoint.hostOf(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("(expected: a DNS name or an IP address)");
    }
  }

  @Test
  void anIpv6AddressIsShownInBrackets() {
    assertThat(new Endpoint("2001:db8::1", 443)).hasToString("[2001:db8::1]:443");
  }
}
