package dev.handshake.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handshake.target.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeGuardTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          crm.example.com             | crm.example.com:443      | 8.8.8.8
          crm.example.com             | CRM.Example.COM.:8443    | 8.8.8.8
          crm.example.com             | crm.example.com:443      | 10.1.2.3
          crm.example.com             | crm.example.com:443      | 100.64.9.9
          crm.example.com             | crm.example.com:443      | fd12::1
          crm.example.com             | crm.example.com:443      | 2606:4700::1111
          bücher.example              | xn--bcher-kva.example:443| 8.8.8.8
          crm.example.com:443,8443    | crm.example.com:8443     | 8.8.8.8
          *.example.com               | crm.example.com:443      | 8.8.8.8
          *.example.com               | a.b.example.com:443      | 2606:4700::1111
          *.example.com:443           | crm.example.com:443      | 8.8.8.8
          *                           | anything.example:1       | 8.8.8.8
          *                           | 8.8.8.8:443              | 8.8.8.8
          *:443                       | [2606:4700::1111]:443    | 2606:4700::1111
          *                           | [64:ff9b::808:808]:443   | 64:ff9b::808:808
          *                           | [2002:808:808::1]:443    | 2002:808:808::1
          10.0.0.0/8                  | 10.1.2.3:443             | 10.1.2.3
          10.0.0.0/8                  | [::ffff:10.1.2.3]:443    | 10.1.2.3
          10.0.0.0/8:443              | db.corp.example:443      | 10.1.2.3
          127.0.0.0/8                 | localhost:443            | 127.0.0.1
          localhost                   | localhost:443            | 127.0.0.1
          localhost:443               | localhost:443            | ::1
          169.254.169.254             | 169.254.169.254:443      | 169.254.169.254
          192.0.2.1                   | 192.0.2.1:443            | 192.0.2.1
          2001:db8::/32               | [2001:db8::7]:443        | 2001:db8::7
          [2001:db8::]/32:443         | [2001:db8::7]:443        | 2001:db8::7
          [2001:db8::7]:443           | [2001:db8::7]:443        | 2001:db8::7
          """)
  void isAllowed(String entry, String asked, String address) {
    Endpoint endpoint = Endpoint.parse(asked);
    assertThat(guard(entry).mayResolve(endpoint)).isTrue();
    assertThat(guard(entry).permits(endpoint, InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          crm.example.com             | www.example.com:443      | 8.8.8.8
          crm.example.com             | a.crm.example.com:443    | 8.8.8.8
          crm.example.com             | crm.example.com:443      | 127.0.0.1
          crm.example.com             | crm.example.com:443      | ::1
          crm.example.com             | crm.example.com:443      | 0.0.0.0
          crm.example.com             | crm.example.com:443      | 169.254.169.254
          crm.example.com             | crm.example.com:443      | fe80::1
          crm.example.com             | crm.example.com:443      | fd00:ec2::254
          crm.example.com             | crm.example.com:443      | 100.100.100.200
          crm.example.com             | crm.example.com:443      | 168.63.129.16
          crm.example.com             | crm.example.com:443      | 224.0.0.1
          crm.example.com             | crm.example.com:443      | 64:ff9b::7f00:1
          crm.example.com             | crm.example.com:443      | 2002:7f00:1::1
          crm.example.com             | crm.example.com:443      | 64:ff9b::a83f:8110
          crm.example.com             | crm.example.com:443      | 64:ff9b:1::808:808
          crm.example.com             | crm.example.com:443      | ::7f00:1
          crm.example.com             | crm.example.com:443      | ::ffff:0:7f00:1
          crm.example.com             | crm.example.com:443      | 2001:0:808:808::1
          *                           | [64:ff9b::a83f:8110]:443 | 64:ff9b::a83f:8110
          *                           | [2002:a83f:8110::1]:443  | 2002:a83f:8110::1
          *                           | [64:ff9b::a9fe:a9fe]:443 | 64:ff9b::a9fe:a9fe
          *                           | [::]:443                 | ::
          crm.example.com:443         | crm.example.com:8443     | 8.8.8.8
          localhost                   | 127.0.0.1:443            | 127.0.0.1
          localhost                   | a.localhost:443          | 127.0.0.1
          localhost                   | localhost:443            | 169.254.169.254
          *.example.com               | example.com:443          | 8.8.8.8
          *.example.com               | crm.example.com.evil:443 | 8.8.8.8
          *.example.com               | notexample.com:443       | 8.8.8.8
          *.example.com               | crm.example.com:443      | 10.1.2.3
          *.example.com               | crm.example.com:443      | fd12::1
          *.example.com               | crm.example.com:443      | 127.0.0.1
          *                           | crm.example.com:443      | 10.1.2.3
          *                           | 127.0.0.1:443            | 127.0.0.1
          *                           | [::ffff:127.0.0.1]:443   | 127.0.0.1
          *                           | 168.63.129.16:443        | 168.63.129.16
          *:443                       | crm.example.com:22       | 8.8.8.8
          10.0.0.0/8                  | 11.1.2.3:443             | 11.1.2.3
          10.0.0.0/8:443              | 10.1.2.3:22              | 10.1.2.3
          10.0.0.0/8                  | db.corp.example:443      | 8.8.8.8
          10.0.0.0/8                  | db.corp.example:443      | 127.0.0.1
          0.0.0.0/0                   | [::1]:443                | ::1
          2001:db8::/32               | [2001:db9::7]:443        | 2001:db9::7
          [2001:db8::]/32:443         | [2001:db8::7]:22         | 2001:db8::7
          """)
  void isRefused(String entry, String asked, String address) {
    assertThat(guard(entry).permits(Endpoint.parse(asked), InetAddress.ofLiteral(address)))
        .isFalse();
  }

  @Test
  void nothingIsAllowedUnlessSaid() {
    ProbeGuard nothing = ProbeGuard.allowing(List.of());
    Endpoint endpoint = Endpoint.parse("crm.example.com:443");
    assertThat(nothing.mayResolve(endpoint)).isFalse();
    assertThat(nothing.permits(endpoint, InetAddress.ofLiteral("8.8.8.8"))).isFalse();
    assertThat(nothing.permitsUnseen(endpoint)).isFalse();
  }

  @Test
  void aNameThatNoEntryIsAboutIsNotEvenLookedUp() {
    assertThat(guard("crm.example.com").mayResolve(Endpoint.parse("a.example.com:443"))).isFalse();
    assertThat(guard("*.example.com:443").mayResolve(Endpoint.parse("a.example.com:22"))).isFalse();
    assertThat(guard("10.0.0.0/8:443").mayResolve(Endpoint.parse("a.example.com:22"))).isFalse();
    assertThat(guard("10.0.0.0/8").mayResolve(Endpoint.parse("a.example.com:22"))).isTrue();
  }

  @Test
  void whatAProxyLooksUpMustBeNamedInFull() {
    Endpoint name = Endpoint.parse("crm.example.com:443");
    assertThat(guard("crm.example.com").permitsUnseen(name)).isTrue();
    assertThat(guard("*.example.com").permitsUnseen(name)).isFalse();
    assertThat(guard("*").permitsUnseen(name)).isFalse();
    assertThat(guard("10.0.0.0/8").permitsUnseen(name)).isFalse();
    assertThat(guard("10.0.0.0/8").permitsUnseen(Endpoint.parse("10.1.2.3:443"))).isTrue();
    assertThat(guard("*").permitsUnseen(Endpoint.parse("10.1.2.3:443"))).isFalse();
  }

  @Test
  void entriesAddUp() {
    ProbeGuard both = guard("*.corp.example", "10.0.0.0/8");
    Endpoint name = Endpoint.parse("crm.corp.example:443");
    assertThat(both.permits(name, InetAddress.ofLiteral("10.1.2.3"))).isTrue();
    assertThat(both.permits(name, InetAddress.ofLiteral("8.8.8.8"))).isTrue();
    assertThat(both.permits(name, InetAddress.ofLiteral("127.0.0.1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*example.com",
        "*.",
        "a.*.example.com",
        "crm.example.com:",
        "crm.example.com:0",
        "crm.example.com:65536",
        "crm.example.com:443,,8443",
        "crm.example.com/24",
        "https://crm.example.com",
        "user@crm.example.com",
        "10.0.0.0/33",
        "10.0.0.256",
        "10.0.0.0/-1",
        "10.0.0",
        "[10.0.0.0/8",
        "[2001:db8::]/129",
        "2001:db8::/32:443"
      })
  void whatIsNoEntryIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbeAllowance.parse(text))
        .withMessageStartingWith("allow: " + text + " (expected: a host, *.suffix");
  }

  private static ProbeGuard guard(String... entries) {
    return ProbeGuard.allowing(Stream.of(entries).map(ProbeAllowance::parse).toList());
  }
}
