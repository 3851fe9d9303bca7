package dev.handshake.probe;

import static dev.handshake.probe.ScriptedNameServer.Answer.a;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.probe.Resolution.Unresolved;
import dev.handshake.probe.ScriptedNameServer.Answer;
import dev.handshake.target.AddressFamily;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameServerFailoverTest extends ResolverFixture {
  @Test
  void silenceIsATimeoutWithinTheBound() throws Exception {
    ScriptedNameServer first = running(ScriptedNameServer.silent());
    ScriptedNameServer second = running(ScriptedNameServer.silent());

    Resolution resolution = resolve(resolver(SHORT, first, second), NAME, AddressFamily.ANY);

    assertThat(resolution)
        .isEqualTo(
            new Unresolved(
                ResolveFault.TIMEOUT,
                "no answer about "
                    + NAME
                    + " within 300 ms from "
                    + first.name()
                    + " or "
                    + second.name()));
    assertThat(second.asked()).contains("A " + NAME + " udp", "AAAA " + NAME + " udp");
  }

  @Test
  void lostDatagramIsSentAgain() throws Exception {
    AtomicInteger datagrams = new AtomicInteger();
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query ->
                datagrams.incrementAndGet() < 3
                    ? List.of()
                    : List.of(Answer.of(a(NAME, "192.0.2.1")).to(query))));

    assertThat(resolve(resolver(Duration.ofSeconds(2), server), NAME, AddressFamily.IPV4))
        .isEqualTo(addresses("192.0.2.1"));
  }

  @Test
  void silentServerIsFollowedByTheNextAfterItsShare() throws Exception {
    ScriptedNameServer silent = running(ScriptedNameServer.silent());
    ScriptedNameServer good = running(ScriptedNameServer.holding(a(NAME, "192.0.2.1")));

    assertThat(resolve(resolver(SHORT, silent, good), NAME, AddressFamily.ANY))
        .isEqualTo(addresses("192.0.2.1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void serverOfNoUseIsFollowedByTheNextAtOnce(int code) throws Exception {
    ScriptedNameServer bad = running(ScriptedNameServer.always(Answer.code(code)));
    ScriptedNameServer good = running(ScriptedNameServer.holding(a(NAME, "192.0.2.1")));

    assertThat(resolve(resolver(LONG, bad, good), NAME, AddressFamily.ANY))
        .isEqualTo(addresses("192.0.2.1"));
  }

  @Test
  void answerOfTheFirstServerIsFinal() throws Exception {
    ScriptedNameServer first = running(ScriptedNameServer.always(Answer.code(3)));
    ScriptedNameServer second = running(ScriptedNameServer.holding(a(NAME, "192.0.2.1")));

    assertThat(resolve(resolver(LONG, first, second), NAME, AddressFamily.ANY))
        .asInstanceOf(UNRESOLVED)
        .extracting(Unresolved::fault)
        .isEqualTo(ResolveFault.NOT_FOUND);
    assertThat(second.asked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true,ANY", "false,ANY", "true,IPV4", "false,IPV4"})
  void portWhereNothingListensIsFollowedByTheNextAtOnce(
      boolean nativeTransport, AddressFamily family) throws Exception {
    restart(nativeTransport);
    ScriptedNameServer good = running(ScriptedNameServer.holding(a(NAME, "192.0.2.1")));
    Resolver resolver = resolver(LONG, List.of(closedPort(), good.address()));

    assertThat(resolve(resolver, NAME, family)).isEqualTo(addresses("192.0.2.1"));
  }

  @Test
  void whatEveryServerDidIsTold() throws Exception {
    InetSocketAddress closed = closedPort();
    ScriptedNameServer failing = running(ScriptedNameServer.always(Answer.code(2)));
    Resolver resolver = resolver(LONG, List.of(closed, failing.address()));

    assertFailed(
        resolve(resolver, NAME, AddressFamily.ANY),
        NAME
            + " could not be resolved: 127.0.0.1:"
            + closed.getPort()
            + " cannot be reached (connection refused); SERVFAIL from "
            + failing.name());
  }

  @Test
  void shortNameIsCompletedFromTheSearchListFirst() throws Exception {
    ScriptedNameServer server = running(knowing("crm.b.example", "192.0.2.2", "crm", "192.0.2.3"));
    writeResolvConf(server, "search a.example b.example");

    assertThat(resolve(systemResolver(LONG), "crm", AddressFamily.IPV4))
        .isEqualTo(addresses("192.0.2.2"));
    assertThat(server.asked()).containsExactly("A crm.a.example udp", "A crm.b.example udp");
  }

  @Test
  void nameWithDotsIsAskedForAsItStandsFirst() throws Exception {
    ScriptedNameServer server = running(knowing("crm.x.a.example", "192.0.2.2"));
    writeResolvConf(server, "search a.example");

    assertThat(resolve(systemResolver(LONG), "crm.x", AddressFamily.IPV4))
        .isEqualTo(addresses("192.0.2.2"));
    assertThat(server.asked()).containsExactly("A crm.x udp", "A crm.x.a.example udp");
  }

  @Test
  void trailingDotKeepsTheSearchListAway() throws Exception {
    ScriptedNameServer server = running(knowing("crm.a.example", "192.0.2.2"));
    writeResolvConf(server, "search a.example");

    assertThat(resolve(systemResolver(LONG), "crm.", AddressFamily.IPV4))
        .isEqualTo(
            new Unresolved(
                ResolveFault.NOT_FOUND,
                "crm does not exist (NXDOMAIN from " + server.name() + ")"));
    assertThat(server.asked()).containsExactly("A crm udp");
  }

  @Test
  void failureAmongTheSearchListIsNotTakenForAMissingName() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query ->
                List.of(Answer.code(query.name().equals("crm.a.example") ? 2 : 3).to(query))));
    writeResolvConf(server, "search a.example b.example");

    assertFailed(
        resolve(systemResolver(LONG), "crm", AddressFamily.IPV4),
        "crm could not be resolved: SERVFAIL from " + server.name());
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void changedResolvConfIsReadAgain() throws Exception {
    ScriptedNameServer old = running(knowing(NAME, "192.0.2.1"));
    ScriptedNameServer fresh = running(knowing(NAME, "192.0.2.2"));
    writeResolvConf(old, "");
    Resolver resolver = systemResolver(LONG);
    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.1"));

    writeResolvConf(fresh, "options ndots:1");
    nanoTime.addAndGet(WatchedFile.LOOKS_EVERY.toNanos());
    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.2"));
  }

  @Test
  void configuredServersKnowNoSearchList() throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.always(Answer.code(3)));
    writeResolvConf(server, "search a.example");

    assertThat(resolve(resolver(LONG, server), "crm", AddressFamily.IPV4))
        .isInstanceOf(Unresolved.class);
    assertThat(server.asked()).containsExactly("A crm udp");
  }

  @Test
  void systemWithoutAServerFails() throws Exception {
    assertFailed(
        resolve(systemResolver(LONG), NAME, AddressFamily.ANY),
        NAME + " cannot be looked up: no name server in " + directory.resolve("resolv.conf"));
  }

  @Test
  void serverWithoutAnAddressIsRefused() {
    InetSocketAddress name = InetSocketAddress.createUnresolved("ns.example", 53);

    assertThatThrownBy(() -> resolver(LONG, List.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("dns.servers", "ns.example", "expected: an IP address");
  }
}
