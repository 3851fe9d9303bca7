package dev.handshake.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private final AddressGuard guard = AddressGuard.publicOnly();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "64:ff9b::808:808",
        "2002:808:808::1"
      })
  void thePublicInternetIsOpen(String address) {
    assertThat(guard.permits("host.example", InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2002:c0a8:101::1",
        "2001::1",
        "2001:db8::1",
        "100::1"
      })
  void theInsideIsClosed(String address) {
    assertThat(guard.permits("host.example", InetAddress.ofLiteral(address))).isFalse();
  }

  @Test
  void theOperatorMayAllowRangesAndHosts() {
    AddressGuard open =
        AddressGuard.allowing(
            Stream.of("10.8.0.0/13", "fd12::/16", "OCSP.corp.example")
                .map(Allowance::parse)
                .toList());
    assertThat(open.permits("a", InetAddress.ofLiteral("10.15.255.255"))).isTrue();
    assertThat(open.permits("a", InetAddress.ofLiteral("10.16.0.0"))).isFalse();
    assertThat(open.permits("a", InetAddress.ofLiteral("fd12:3::4"))).isTrue();
    assertThat(open.permits("a", InetAddress.ofLiteral("192.168.0.1"))).isFalse();
    assertThat(open.permits("ocsp.CORP.example", InetAddress.ofLiteral("192.168.0.1"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "10.0.0/8", "300.1.1.1", "::/129", "a b", "", "-", "1/2/3"})
  void whatIsNeitherRangeNorHostIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Allowance.parse(text));
  }

  @Test
  void everyAddressIsOfTheWholeRange() {
    Network all = Network.parse("0.0.0.0/0");
    assertThat(List.of("0.0.0.0", "255.255.255.255"))
        .allMatch(address -> all.contains(InetAddress.ofLiteral(address)));
    assertThat(all.contains(InetAddress.ofLiteral("::1"))).isFalse();
  }
}
