package dev.handshake.monitor;

import static dev.handshake.observation.Engine.BORINGSSL;
import static dev.handshake.observation.Engine.JDK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.target.Target;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnginePreferenceTest {
  private static final Target TARGET = Reports.target("crm");
  private static final String ONE = "192.0.2.1";
  private static final String OTHER = "192.0.2.2";

  private final EnginePreference preference = new EnginePreference();

  @Test
  void theMainEngineIsUsedWhileItGetsThrough() {
    assertThat(preference.next()).isEqualTo(BORINGSSL);
    preference.seen(BORINGSSL, through(BORINGSSL, ONE, "DHE"));
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 47, 71})
  void anAlertAboutTheOfferIsLookedAtWithTheSecondEngine(int code) {
    preference.seen(BORINGSSL, refused(code, Stage.CLIENT_HELLO));
    assertThat(preference.next()).isEqualTo(JDK);
  }

  @ParameterizedTest
  @CsvSource({
    "40, CERTIFICATE",
    "40, CLIENT_CERTIFICATE",
    "47, FINISHED",
    "70, CLIENT_HELLO",
    "48, CLIENT_HELLO"
  })
  void otherAlertsAreNot(int code, Stage stage) {
    preference.seen(BORINGSSL, refused(code, stage));
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  @ParameterizedTest
  @EnumSource(Outcome.BreakOff.class)
  void anEngineThatBreaksOffByItselfIsReplaced(Outcome.BreakOff why) {
    preference.seen(
        BORINGSSL,
        seen(BORINGSSL, ONE, new Outcome.BrokeOff(why, "", Optional.empty(), Stage.CERTIFICATE)));
    assertThat(preference.next()).isEqualTo(JDK);
  }

  @Test
  void whereTheMainEngineCouldNotBeLoadedThereIsNoSecond() {
    preference.seen(BORINGSSL, seen(JDK, ONE, alert(40, Stage.CLIENT_HELLO)));
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  @Test
  void theEngineThatGetsThroughIsKept() {
    narrow(ONE, "DHE");
    assertThat(preference.next()).isEqualTo(JDK);
    preference.seen(JDK, through(JDK, ONE, "DHE"));
    assertThat(preference.next()).isEqualTo(JDK);
  }

  @Test
  void itIsKeptThroughFailuresThatSayNothingAboutTheServer() {
    narrow(ONE, "DHE");
    preference.seen(JDK, unconnected());
    preference.seen(JDK, reset());
    assertThat(preference.next()).isEqualTo(JDK);
  }

  @Test
  void whereTheSecondEngineIsRefusedTooTheMainOneIsBack() {
    preference.seen(BORINGSSL, refused(40, Stage.CLIENT_HELLO));
    preference.seen(JDK, seen(JDK, ONE, alert(40, Stage.CLIENT_HELLO)));
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  @Test
  void whereTheSecondEngineFailsOtherwiseTheMainOneIsBack() {
    preference.seen(BORINGSSL, refused(40, Stage.CLIENT_HELLO));
    preference.seen(JDK, reset());
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  @Test
  void aProbeThatNeverConnectedDoesNotUseUpTheSecondEngine() {
    preference.seen(BORINGSSL, refused(40, Stage.CLIENT_HELLO));
    preference.seen(JDK, unconnected());
    assertThat(preference.next()).isEqualTo(JDK);
  }

  @Test
  void anotherServerHelloBringsTheMainEngineBack() {
    narrow(ONE, "DHE");
    preference.seen(JDK, through(JDK, ONE, "ECDHE"));
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  @Test
  void anotherAddressBringsTheMainEngineBack() {
    narrow(ONE, "DHE");
    preference.seen(JDK, through(JDK, OTHER, "DHE"));
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  @Test
  void severalNarrowServersBehindOneNameAreKnownAfterOneRefusalEach() {
    narrow(ONE, "DHE");
    preference.seen(JDK, through(JDK, OTHER, "DHE"));
    narrow(OTHER, "DHE");
    for (int round = 0; round < 10; round++) {
      preference.seen(JDK, through(JDK, round % 2 == 0 ? ONE : OTHER, "DHE"));
      assertThat(preference.next()).isEqualTo(JDK);
    }
  }

  @Test
  void aServerThatTheMainEngineGetsThroughToIsNoLongerNarrow() {
    narrow(ONE, "DHE");
    preference.seen(JDK, through(JDK, ONE, "ECDHE"));
    preference.seen(BORINGSSL, through(BORINGSSL, ONE, "ECDHE"));
    narrow(OTHER, "DHE");
    preference.seen(JDK, through(JDK, ONE, "DHE"));
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  @Test
  void endlesslyManyServersAreNotAllRemembered() {
    for (int host = 1; host <= 17; host++) {
      narrow("198.51.100." + host, "DHE");
    }
    preference.seen(JDK, through(JDK, "198.51.100.17", "DHE"));
    assertThat(preference.next()).isEqualTo(JDK);
    preference.seen(JDK, through(JDK, "198.51.100.1", "DHE"));
    assertThat(preference.next()).isEqualTo(BORINGSSL);
  }

  private void narrow(String address, String cipher) {
    preference.seen(BORINGSSL, refused(40, Stage.SERVER_HELLO));
    preference.seen(JDK, through(JDK, address, cipher));
  }

  private static Observation refused(int code, Stage stage) {
    return seen(BORINGSSL, ONE, alert(code, stage));
  }

  private static Outcome alert(int code, Stage stage) {
    return new Outcome.AlertReceived(new Alert(Alert.Direction.RECEIVED, code), stage);
  }

  private static Observation reset() {
    return seen(JDK, ONE, new Outcome.Reset(Stage.CLIENT_HELLO));
  }

  private static Observation seen(Engine engine, String address, Outcome outcome) {
    return Reports.observation(TARGET, address, outcome, Optional.of(Reports.silence(engine)));
  }

  private static Observation through(Engine engine, String address, String cipher) {
    return Reports.observation(
        TARGET, address, new Outcome.Completed(), Optional.of(Reports.connection(engine, cipher)));
  }

  private static Observation unconnected() {
    return Reports.observation(
        TARGET, ONE, new Outcome.ConnectFailed(Outcome.ConnectFault.TIMEOUT, ""), Optional.empty());
  }
}
