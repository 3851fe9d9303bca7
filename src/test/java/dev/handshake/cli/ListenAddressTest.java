package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    ":0, http://127.0.0.1:1234",
    "0.0.0.0:80, http://127.0.0.1:1234",
    "127.0.0.1:80, http://127.0.0.1:1234",
    "agent.example:80, http://agent.example:1234",
    "[::]:80, http://[::1]:1234",
    "[::1]:80, http://[::1]:1234",
  })
  void isShownAsABrowserTakesIt(String address, String url) {
    assertThat(ListenAddress.url(ListenAddress.parse(address), 1234)).isEqualTo(url);
  }
}
