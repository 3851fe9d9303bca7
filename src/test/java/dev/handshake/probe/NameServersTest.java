package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameServersTest {
  @Test
  void resolvConfIsReadAsTheCLibraryDoes() {
    NameServers read =
        parse(
            "# generated",
            "; by hand",
            "domain old.example",
            "nameserver 192.0.2.53",
            "nameserver\t2001:db8::53",
            "nameserver ns.example.com",
            "nameserver",
            "nameserver 192.0.2.54",
            "nameserver 192.0.2.55",
            "search a.example b.example.",
            "options rotate ndots:99 timeout:1");

    assertThat(read.servers())
        .containsExactly(server("192.0.2.53"), server("2001:db8::53"), server("192.0.2.54"));
    assertThat(read.search()).containsExactly("a.example", "b.example");
    assertThat(read.ndots()).isEqualTo(15);
  }

  @Test
  void nameWithFewerDotsThanNdotsIsCompletedFirst() {
    NameServers servers = parse("search a.example b.example", "options ndots:2");

    assertThat(servers.candidates("crm.x"))
        .containsExactly("crm.x.a.example", "crm.x.b.example", "crm.x");
    assertThat(servers.candidates("Crm.x.y"))
        .containsExactly("crm.x.y", "crm.x.y.a.example", "crm.x.y.b.example");
    assertThat(servers.candidates("crm.x.")).containsExactly("crm.x");
  }

  @Test
  void completedNameThatIsTooLongIsLeftOut() {
    NameServers servers = parse("search " + "d".repeat(63) + "." + "d".repeat(63));
    String host = "h".repeat(63) + "." + "h".repeat(62);

    assertThat(servers.candidates(host)).containsExactly(host);
  }

  private static InetSocketAddress server(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), 53);
  }

  private static NameServers parse(String... lines) {
    return NameServers.parse(List.of(lines), "resolv.conf");
  }
}
