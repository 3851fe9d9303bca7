package dev.handshake.probe;

import static dev.handshake.probe.ScriptedNameServer.A;
import static dev.handshake.probe.ScriptedNameServer.Answer.a;
import static dev.handshake.probe.ScriptedNameServer.Answer.cname;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.probe.Resolution.Resolved;
import dev.handshake.probe.Resolution.Unresolved;
import dev.handshake.probe.ScriptedNameServer.Answer;
import dev.handshake.target.AddressFamily;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsAnswerTest extends ResolverFixture {
  @Test
  void addressesKeepTheOrderOfTheServerAndAreNeverLookedUpInReverse() throws Exception {
    ScriptedNameServer server =
        running(
            ScriptedNameServer.holding(
                a(NAME, "192.0.2.9"), a(NAME, "192.0.2.1"), a(NAME, "192.0.2.9")));

    Resolution resolution = resolve(resolver(LONG, server), NAME, AddressFamily.ANY);

    assertThat(resolution).isEqualTo(addresses("192.0.2.9", "192.0.2.1"));
    assertThat(((Resolved) resolution).addresses().getFirst().getHostName()).isEqualTo(NAME);
  }

  @Test
  void aliasesAreFollowedWhateverTheirOrderAndCase() throws Exception {
    ScriptedNameServer server =
        running(
            ScriptedNameServer.holding(
                cname("edge.example.net", "POP.example.net"),
                a("pop.example.net", "192.0.2.5"),
                cname("CRM.example.com", "edge.example.net")));

    assertThat(resolve(resolver(LONG, server), NAME, AddressFamily.ANY))
        .isEqualTo(addresses("192.0.2.5"));
  }

  @Test
  void recordsOutsideTheAliasChainAreIgnored() throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.holding(a("evil.example", "192.0.2.6")));

    assertThat(resolve(resolver(LONG, server), NAME, AddressFamily.ANY))
        .isEqualTo(
            new Unresolved(
                ResolveFault.NO_ADDRESS,
                NAME + " has no address (no AAAA or A record from " + server.name() + ")"));
  }

  @Test
  void aliasesInACircleAreAMalformedAnswer() throws Exception {
    ScriptedNameServer server =
        running(
            ScriptedNameServer.holding(cname(NAME, "b.example.com"), cname("b.example.com", NAME)));

    assertFailed(
        resolve(resolver(LONG, server), NAME, AddressFamily.ANY),
        "a malformed answer from " + server.name());
  }

  @Test
  void nameThatDoesNotExistIsNotFound() throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.always(Answer.code(3)));

    assertThat(resolve(resolver(LONG, server), NAME, AddressFamily.ANY))
        .isEqualTo(
            new Unresolved(
                ResolveFault.NOT_FOUND,
                NAME + " does not exist (NXDOMAIN from " + server.name() + ")"));
  }

  @Test
  void nameThatExistsForOneTypeOnlyIsANameWithoutAddress() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(
                query -> List.of(Answer.code(query.type() == A ? 0 : 3).to(query))));

    assertThat(resolve(resolver(LONG, server), NAME, AddressFamily.ANY))
        .asInstanceOf(UNRESOLVED)
        .extracting(Unresolved::fault)
        .isEqualTo(ResolveFault.NO_ADDRESS);
  }

  @Test
  void nameWithoutAnAddressOfTheWantedFamilyIsNamedWithTheFamily() throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.holding(a(NAME, "192.0.2.1")));

    assertThat(resolve(resolver(LONG, server), NAME, AddressFamily.IPV6))
        .isEqualTo(
            new Unresolved(
                ResolveFault.NO_ADDRESS,
                NAME + " has no IPv6 address (no AAAA record from " + server.name() + ")"));
  }

  @ParameterizedTest
  @CsvSource({"1,FORMERR", "2,SERVFAIL", "4,NOTIMP", "5,REFUSED", "9,response code 9"})
  void errorOfTheServerIsNamed(int code, String word) throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.always(Answer.code(code)));

    assertFailed(
        resolve(resolver(LONG, server), NAME, AddressFamily.ANY),
        NAME + " could not be resolved: " + word + " from " + server.name());
  }

  @Test
  void errorWithoutTheQuestionIsUnderstood() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query -> {
              byte[] header = new byte[12];
              header[0] = (byte) (query.id() >> 8);
              header[1] = (byte) query.id();
              header[2] = (byte) 0x81;
              header[3] = 1;
              return List.of(header);
            }));

    assertFailed(
        resolve(resolver(LONG, server), NAME, AddressFamily.ANY), "FORMERR from " + server.name());
  }

  @Test
  void emptyAnswerBesideAFailureIsAFailure() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(
                query -> List.of(Answer.code(query.type() == A ? 0 : 2).to(query))));

    assertFailed(
        resolve(resolver(LONG, server), NAME, AddressFamily.ANY), "SERVFAIL from " + server.name());
  }

  @Test
  void truncatedAnswerIsAskedForAgainOverTcp() throws Exception {
    Answer.Rr[] many =
        IntStream.range(0, 200).mapToObj(i -> a(NAME, "192.0.2." + i)).toArray(Answer.Rr[]::new);
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(
                query -> List.of((query.overTcp() ? Answer.of(many) : Answer.cut()).to(query))));

    Resolution resolution = resolve(resolver(LONG, server), NAME, AddressFamily.IPV4);

    assertThat(((Resolved) resolution).addresses())
        .as("no more than 64 addresses are taken")
        .hasSize(64)
        .startsWith(ip("192.0.2.0"), ip("192.0.2.1"));
    assertThat(server.asked()).containsExactly("A " + NAME + " udp", "A " + NAME + " tcp");
  }

  @Test
  void truncatedAnswerWithoutOneOverTcpFails() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(
                query -> query.overTcp() ? List.of() : List.of(Answer.cut().to(query))));

    assertFailed(
        resolve(resolver(LONG, server), NAME, AddressFamily.ANY),
        "no answer over TCP from " + server.name());
  }

  @Test
  void recordThatIsCutOffMakesAnAnswerTruncated() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query -> {
              byte[] whole = Answer.of(a(NAME, "192.0.2.1")).to(query);
              return List.of(query.overTcp() ? whole : Arrays.copyOf(whole, whole.length - 2));
            }));

    assertThat(resolve(resolver(LONG, server), NAME, AddressFamily.IPV4))
        .isEqualTo(addresses("192.0.2.1"));
  }

  @Test
  void addressOfTheWrongLengthIsAMalformedAnswer() throws Exception {
    ScriptedNameServer server =
        running(ScriptedNameServer.holding(new Answer.Rr(NAME, A, ByteBuffer.allocate(3))));

    assertFailed(
        resolve(resolver(LONG, server), NAME, AddressFamily.IPV4),
        "a malformed answer from " + server.name());
  }

  @Test
  void garbageUnderOurIdentifierFailsAtOnce() throws Exception {
    ScriptedNameServer server =
        running(new ScriptedNameServer(query -> List.of(garbage(query.id()))));

    assertFailed(
        resolve(resolver(LONG, server), NAME, AddressFamily.ANY),
        "a malformed answer from " + server.name());
  }

  @Test
  void nothingButGarbageFailsWhenTheTimeIsOver() throws Exception {
    ScriptedNameServer server =
        running(new ScriptedNameServer(query -> List.of(garbage(query.id() ^ 0x5555))));

    assertFailed(
        resolve(resolver(SHORT, server), NAME, AddressFamily.ANY),
        "a malformed answer from " + server.name());
  }

  @Test
  void strayDatagramsBeforeTheAnswerAreIgnored() throws Exception {
    Answer wrong = Answer.of(a(NAME, "192.0.2.66"));
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query ->
                List.of(
                    wrong.to(query.withId(query.id() ^ 0x5555)),
                    wrong.to(query.withName("evil.example")),
                    garbage(query.id() ^ 0x5555),
                    new byte[0],
                    Answer.of(a(NAME, "192.0.2.1")).to(query))));

    assertThat(resolve(resolver(LONG, server), NAME, AddressFamily.IPV4))
        .isEqualTo(addresses("192.0.2.1"));
  }

  @Test
  void answersUnderAStrangeIdentifierAreNoAnswer() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query ->
                List.of(Answer.of(a(NAME, "192.0.2.66")).to(query.withId(query.id() ^ 0x5555)))));

    assertThat(resolve(resolver(SHORT, server), NAME, AddressFamily.IPV4))
        .asInstanceOf(UNRESOLVED)
        .extracting(Unresolved::fault)
        .isEqualTo(ResolveFault.TIMEOUT);
  }

  @Test
  void socketThatCannotBeMadeIsOurOwnFault() throws Exception {
    EventLoop loop = ((VertxInternal) vertx).nettyEventLoopGroup().next();
    ChannelFactory<Channel> none =
        () -> {
          throw new ChannelException("Too many open files");
        };
    Promise<DnsLookup.Found> promise = Promise.promise();
    NameServers servers = NameServers.configured(List.of(closedPort()));
    DnsLookup lookUp =
        new DnsLookup(
            new DnsTransport(loop, none, none), servers, NAME, AddressFamily.ANY, LONG, promise);

    loop.execute(lookUp::start);

    assertThatThrownBy(() -> await(promise.future())).hasMessageContaining("Too many open files");
  }
}
