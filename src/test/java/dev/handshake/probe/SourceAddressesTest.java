package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SourceAddressesTest {
  private final AtomicLong nanoTime = new AtomicLong(System.nanoTime());
  private final List<InetAddress> asked = new ArrayList<>();
  private final SourceAddresses remembered =
      new SourceAddresses(
          destination -> {
            asked.add(destination);
            return Optional.of(destination);
          },
          nanoTime::get);

  @Test
  void neighboursShareWhatWasFoundForTenSeconds() {
    remembered.of(ip("192.0.2.1"));
    remembered.of(ip("192.168.7.1"));
    remembered.of(ip("2001:db8::1"));
    remembered.of(ip("2001:db8:ffff::1"));
    assertThat(asked).containsExactly(ip("192.0.2.1"), ip("2001:db8::1"));

    nanoTime.addAndGet(SourceAddresses.HOLDS_FOR.toNanos());
    remembered.of(ip("192.0.2.2"));
    assertThat(asked).endsWith(ip("192.0.2.2"));
  }

  @Test
  void strangersAreAskedFor() {
    remembered.of(ip("192.0.2.1"));
    remembered.of(ip("10.0.0.1"));
    remembered.of(ip("2001:db8::1"));
    remembered.of(ip("fd00::1"));

    assertThat(asked).hasSize(4);
  }

  @Test
  void loopbackIsLeftForFromLoopback() {
    assertThat(new SourceAddresses(nanoTime::get).of(ip("127.0.0.1"))).contains(ip("127.0.0.1"));
  }

  @Test
  void addressWithoutAWayHasNoSource() {
    assertThat(new SourceAddresses(nanoTime::get).of(ip("255.255.255.255"))).isEmpty();
  }

  private static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
