package dev.handshake.probe;

import static dev.handshake.probe.ScriptedNameServer.A;
import static dev.handshake.probe.ScriptedNameServer.AAAA;
import static dev.handshake.probe.ScriptedNameServer.Answer.a;
import static dev.handshake.probe.ScriptedNameServer.Answer.aaaa;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.probe.Resolution.Resolved;
import dev.handshake.probe.Resolution.Unresolved;
import dev.handshake.probe.ScriptedNameServer.Answer;
import dev.handshake.target.AddressFamily;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ResolverTest extends ResolverFixture {
  @ParameterizedTest
  @CsvSource({"192.0.2.7,ANY", "192.0.2.7,IPV4", "2001:db8::7,ANY", "2001:db8::7,IPV6"})
  void literalStandsForItself(String literal, AddressFamily family) throws Exception {
    assertThat(resolve(resolver(LONG), literal, family)).isEqualTo(addresses(literal));
  }

  @Test
  void literalOfTheOtherFamilyIsNoAddress() throws Exception {
    assertThat(resolve(resolver(LONG), "192.0.2.7", AddressFamily.IPV6))
        .isEqualTo(new Unresolved(ResolveFault.NO_ADDRESS, "192.0.2.7 is no IPv6 address"));
  }

  @Test
  void bothFamiliesAreAskedForAndUsed() throws Exception {
    ScriptedNameServer server =
        running(ScriptedNameServer.holding(a(NAME, "192.0.2.1"), aaaa(NAME, "2001:db8::1")));

    Resolution resolution = resolve(resolver(LONG, server), NAME, AddressFamily.ANY);

    assertThat(((Resolved) resolution).addresses())
        .containsExactlyInAnyOrder(ip("192.0.2.1"), ip("2001:db8::1"));
    assertThat(server.asked())
        .containsExactlyInAnyOrder("A " + NAME + " udp", "AAAA " + NAME + " udp");
  }

  @Test
  void onlyTheWantedFamilyIsAskedFor() throws Exception {
    ScriptedNameServer server =
        running(ScriptedNameServer.holding(a(NAME, "192.0.2.1"), aaaa(NAME, "2001:db8::1")));
    Resolver resolver = resolver(LONG, server);

    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.1"));
    assertThat(server.asked()).containsExactly("A " + NAME + " udp");
    assertThat(resolve(resolver, NAME, AddressFamily.IPV6)).isEqualTo(addresses("2001:db8::1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {A, AAAA})
  void oneFamilyDoesNotWaitLongForTheOther(int answered) throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query ->
                query.type() != answered
                    ? List.of()
                    : List.of(
                        Answer.of(answered == A ? a(NAME, "192.0.2.1") : aaaa(NAME, "2001:db8::1"))
                            .to(query))));

    Resolution resolution = resolve(resolver(LONG, server), NAME, AddressFamily.ANY);

    assertThat(resolution).isEqualTo(addresses(answered == A ? "192.0.2.1" : "2001:db8::1"));
  }

  @Test
  void oneFamilyIsUsedWhereTheOtherFails() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query ->
                List.of(
                    query.type() == A
                        ? Answer.of(a(NAME, "192.0.2.1")).to(query)
                        : Answer.code(2).to(query))));

    assertThat(resolve(resolver(LONG, server), NAME, AddressFamily.ANY))
        .isEqualTo(addresses("192.0.2.1"));
  }

  @Test
  void otherServersAreAskedFromTheNextLookUpOn() throws Exception {
    ScriptedNameServer first = running(ScriptedNameServer.holding(a(NAME, "192.0.2.1")));
    ScriptedNameServer second = running(ScriptedNameServer.holding(a(NAME, "192.0.2.2")));
    Resolver resolver = resolver(LONG, first);
    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.1"));

    resolver.become(settings(LONG, List.of(second.address())));
    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.2"));
    assertThat(first.asked()).hasSize(1);

    resolver.become(settings(LONG, List.of(first.address())));
    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.1"));
    assertThat(first.asked()).as("its answer still holds").hasSize(1);
  }

  @Test
  void anAnswerIsBelievedForAsLongAsItSays() throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.holding(a(NAME, "192.0.2.1")));
    Resolver resolver = resolver(LONG, server);

    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.1"));
    nanoTime.addAndGet(Answer.HOLDS.toNanos() - 1);
    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.1"));
    assertThat(server.asked()).hasSize(1);

    nanoTime.addAndGet(1);
    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.1"));
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void anAnswerAboutOneFamilyIsNoneAboutTheOther() throws Exception {
    ScriptedNameServer server =
        running(ScriptedNameServer.holding(a(NAME, "192.0.2.1"), aaaa(NAME, "2001:db8::1")));
    Resolver resolver = resolver(LONG, server);

    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.1"));
    assertThat(resolve(resolver, NAME, AddressFamily.IPV6)).isEqualTo(addresses("2001:db8::1"));
  }

  @Test
  void whatWasNotFoundIsAskedForAgain() throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.always(Answer.code(3)));
    Resolver resolver = resolver(LONG, server);

    resolve(resolver, NAME, AddressFamily.IPV4);
    resolve(resolver, NAME, AddressFamily.IPV4);
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void anAnswerOfHalfTheServersIsNotRemembered() throws Exception {
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(
                query -> List.of((query.type() == A ? good(query) : Answer.code(2)).to(query))));
    Resolver resolver = resolver(LONG, server);

    assertThat(resolve(resolver, NAME, AddressFamily.ANY)).isEqualTo(addresses("192.0.2.1"));
    assertThat(resolve(resolver, NAME, AddressFamily.ANY)).isEqualTo(addresses("192.0.2.1"));
    assertThat(server.asked().stream().filter(asked -> asked.startsWith("A "))).hasSize(2);
  }

  @Test
  void hostsFileIsReadFirstAndFilteredByFamily() throws Exception {
    writeHosts("192.0.2.40 crm.example.com crm # comment\n2001:db8::40 CRM.example.com\n");
    ScriptedNameServer server = running(ScriptedNameServer.holding(aaaa("crm", "2001:db8::9")));
    Resolver resolver = resolver(LONG, server);

    assertThat(resolve(resolver, NAME, AddressFamily.IPV4)).isEqualTo(addresses("192.0.2.40"));
    assertThat(resolve(resolver, NAME, AddressFamily.IPV6)).isEqualTo(addresses("2001:db8::40"));
    assertThat(server.asked()).isEmpty();
    assertThat(resolve(resolver, "crm", AddressFamily.IPV6))
        .as("a family that the hosts file does not hold is asked for")
        .isEqualTo(addresses("2001:db8::9"));
  }

  @Test
  void changedHostsFileIsReadAgainAfterASecond() throws Exception {
    writeHosts("192.0.2.40 crm.example.com\n");
    Resolver resolver = resolver(LONG, running(ScriptedNameServer.silent()));
    assertThat(resolve(resolver, NAME, AddressFamily.ANY)).isEqualTo(addresses("192.0.2.40"));

    writeHosts("192.0.2.4 crm.example.com\n");
    assertThat(resolve(resolver, NAME, AddressFamily.ANY)).isEqualTo(addresses("192.0.2.40"));
    nanoTime.addAndGet(WatchedFile.LOOKS_EVERY.toNanos());
    assertThat(resolve(resolver, NAME, AddressFamily.ANY)).isEqualTo(addresses("192.0.2.4"));
  }

  @Test
  void hostsFileThatGoesIsForgottenAndOneThatComesIsRead() throws Exception {
    writeHosts("192.0.2.40 crm.example.com\n");
    Resolver resolver = resolver(LONG, running(ScriptedNameServer.always(Answer.code(3))));

    Files.delete(directory.resolve("hosts"));
    nanoTime.addAndGet(WatchedFile.LOOKS_EVERY.toNanos());
    assertThat(resolve(resolver, NAME, AddressFamily.ANY)).isInstanceOf(Unresolved.class);

    writeHosts("192.0.2.4 crm.example.com\n");
    nanoTime.addAndGet(WatchedFile.LOOKS_EVERY.toNanos());
    assertThat(resolve(resolver, NAME, AddressFamily.ANY)).isEqualTo(addresses("192.0.2.4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost.", "crm.localhost"})
  void localhostNeedsNeitherHostsFileNorServer(String name) throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.always(Answer.code(3)));
    Resolver resolver = resolver(LONG, server);

    assertThat(resolve(resolver, name, AddressFamily.IPV4)).isEqualTo(addresses("127.0.0.1"));
    assertThat(resolve(resolver, name, AddressFamily.IPV6)).isEqualTo(addresses("::1"));
    assertThat(server.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", "", "."})
  void whatCannotBeANameFails(String host) throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.always(Answer.code(3)));

    assertFailed(resolve(resolver(LONG, server), host, AddressFamily.ANY), " is not a DNS name");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void closingFailsWhatIsUnderWayAndWhatComesLater() throws Exception {
    ScriptedNameServer server = running(ScriptedNameServer.silent());
    Resolver resolver = resolver(LONG, server);
    Future<Resolution> underWay = resolver.resolve(NAME, AddressFamily.ANY);

    resolver.close();

    assertThatThrownBy(() -> await(underWay)).hasMessage("the resolver is closed");
    assertThatThrownBy(() -> resolve(resolver, NAME, AddressFamily.ANY))
        .hasMessage("the resolver is closed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manyLookUpsLeakNoBuffer(boolean nativeTransport) throws Exception {
    restart(nativeTransport);
    ScriptedNameServer server =
        running(
            new ScriptedNameServer(query ->
                switch (query.name().charAt(0)) {
                  case 't' -> List.of((query.overTcp() ? good(query) : Answer.cut()).to(query));
                  case 'g' -> List.of(garbage(query.id()));
                  case 'd' -> List.of(good(query).to(query), good(query).to(query));
                  default -> List.of(good(query).to(query));
                }));
    Resolver resolver = resolver(Duration.ofSeconds(5), server);
    ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    ListAppender<ILoggingEvent> leaks = new ListAppender<>();
    leaks.start();
    logger.addAppender(leaks);
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    try {
      for (int round = 0; round < 5; round++) {
        List<Future<Resolution>> lookUps =
            Stream.of("t", "g", "d", "x")
                .flatMap(kind -> Stream.generate(() -> kind + ".example").limit(20))
                .map(name -> resolver.resolve(name, AddressFamily.ANY))
                .toList();
        await(Future.all(lookUps));
        System.gc();
      }
    } finally {
      ResourceLeakDetector.setLevel(before);
      logger.detachAppender(leaks);
    }
    assertThat(leaks.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }
}
