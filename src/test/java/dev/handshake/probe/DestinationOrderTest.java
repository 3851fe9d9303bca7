package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DestinationOrderTest {
  private static final Map<String, String> DUAL_STACK =
      Map.of(
          "192.0.2.1", "192.0.2.100",
          "192.0.2.2", "192.0.2.100",
          "2001:db8::1", "2001:db8::100",
          "2001:db8::2", "2001:db8::100",
          "2002:c000:201::1", "2002:c000:201::100",
          "fd00::1", "fd00::100",
          "2001:0:1::1", "2001:0:1::100");

  @Test
  void ipv6ComesFirstAndEachFamilyKeepsItsOrder() {
    assertThat(order(DUAL_STACK, "192.0.2.2", "2001:db8::2", "192.0.2.1", "2001:db8::1"))
        .isEqualTo(ips("2001:db8::2", "2001:db8::1", "192.0.2.2", "192.0.2.1"));
  }

  @Test
  void familyWithoutASourceAddressComesLast() {
    Map<String, String> ipv4Only = Map.of("192.0.2.1", "192.0.2.100");

    assertThat(order(ipv4Only, "2001:db8::1", "192.0.2.1"))
        .isEqualTo(ips("192.0.2.1", "2001:db8::1"));
  }

  @Test
  void tunnelsAndUniqueLocalAddressesComeAfterIpv4() {
    assertThat(
            order(
                DUAL_STACK,
                "fd00::1",
                "2001:0:1::1",
                "2002:c000:201::1",
                "192.0.2.1",
                "2001:db8::1"))
        .isEqualTo(ips("2001:db8::1", "192.0.2.1", "2002:c000:201::1", "2001:0:1::1", "fd00::1"));
  }

  @Test
  void globalAddressReachedFromAUniqueLocalOneComesAfterIpv4() {
    Map<String, String> behindTranslation =
        Map.of("192.0.2.1", "192.0.2.100", "2001:db8::1", "fd00::100");

    assertThat(order(behindTranslation, "2001:db8::1", "192.0.2.1"))
        .isEqualTo(ips("192.0.2.1", "2001:db8::1"));
  }

  @Test
  void oneFamilyAloneKeepsTheOrderGiven() {
    assertThat(order(Map.of(), "fd00::1", "2001:db8::1")).isEqualTo(ips("fd00::1", "2001:db8::1"));
    assertThat(order(Map.of(), "192.0.2.2", "192.0.2.1")).isEqualTo(ips("192.0.2.2", "192.0.2.1"));
  }

  private static List<InetAddress> order(Map<String, String> sources, String... addresses) {
    DestinationOrder order =
        new DestinationOrder(address ->
            sources.entrySet().stream()
                .filter(entry -> InetAddress.ofLiteral(entry.getKey()).equals(address))
                .map(entry -> InetAddress.ofLiteral(entry.getValue()))
                .findFirst()
                .or(Optional::empty));
    return order.order(ips(addresses));
  }

  private static List<InetAddress> ips(String... literals) {
    return Stream.of(literals).map(InetAddress::ofLiteral).toList();
  }
}
