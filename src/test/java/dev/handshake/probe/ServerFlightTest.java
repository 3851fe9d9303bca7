package dev.handshake.probe;

import static dev.handshake.probe.HandmadeTls.ALERT;
import static dev.handshake.probe.HandmadeTls.APPLICATION_DATA;
import static dev.handshake.probe.HandmadeTls.CHANGE_CIPHER_SPEC;
import static dev.handshake.probe.HandmadeTls.HANDSHAKE;
import static dev.handshake.probe.HandmadeTls.hex;
import static dev.handshake.probe.HandmadeTls.join;
import static dev.handshake.probe.HandmadeTls.message;
import static dev.handshake.probe.HandmadeTls.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Alert.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be read of a server's flight is the same however the network has cut it. */
class ServerFlightTest {
  private static final byte[] HELLO_12 =
      message(2, hex("0303"), new byte[32], hex("00" + "c02b" + "00" + "0005ff01000100"));
  private static final byte[] CERTIFICATE = message(11, hex("000009" + "000001aa" + "000002bbcc"));
  private static final byte[] STAPLE = message(22, hex("01" + "000003" + "0a0b0c"));
  private static final byte[] KEY_EXCHANGE =
      message(12, hex("03001d20"), new byte[32], hex("0403" + "0002ffff"));
  private static final byte[] REQUEST = message(13, hex("0140" + "00020403" + "0000"));
  private static final byte[] DONE = message(14);
  private static final byte[] FINISHED = record(HANDSHAKE, new byte[40]);

  private static final byte[] FLIGHT_12 =
      join(
          record(ALERT, hex("0170")),
          record(HANDSHAKE, HELLO_12),
          record(HANDSHAKE, join(CERTIFICATE, STAPLE, KEY_EXCHANGE, REQUEST, DONE)),
          record(CHANGE_CIPHER_SPEC, hex("01")),
          FINISHED,
          FINISHED,
          record(APPLICATION_DATA, new byte[30]));

  private static final String RETRY =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
  private static final byte[] FLIGHT_13 =
      join(
          record(
              HANDSHAKE,
              message(
                  2,
                  hex("0303" + RETRY + "00" + "1302" + "00"),
                  hex("000c002b00020304003300020018"))),
          record(CHANGE_CIPHER_SPEC, hex("01")),
          record(
              HANDSHAKE,
              message(
                  2,
                  hex("0303"),
                  new byte[32],
                  hex("00" + "1302" + "00" + "002e002b00020304003300240018" + "0020"),
                  new byte[32])),
          record(APPLICATION_DATA, new byte[500]),
          record(APPLICATION_DATA, new byte[60]));

  /** What was read of a flight, in a form that can be compared. */
  private record Facts(
      Optional<Integer> version,
      Optional<Integer> suite,
      Optional<Integer> group,
      Optional<Integer> scheme,
      Optional<Alert> alert,
      List<String> chain,
      Optional<String> staple,
      boolean retried,
      boolean hello,
      boolean requested,
      boolean resumed,
      boolean warned,
      boolean renegotiates,
      int encrypted) {
    static Facts of(ServerFlight flight) {
      return new Facts(
          flight.version(),
          flight.suite(),
          flight.group(),
          flight.signatureScheme(),
          flight.alert(),
          flight.chain().stream().map(HexFormat.of()::formatHex).toList(),
          flight.staple().map(HexFormat.of()::formatHex),
          flight.helloRetryRequest(),
          flight.helloSeen(),
          flight.certificateRequested(),
          flight.resumed(),
          flight.serverNameWarning(),
          flight.renegotiationAsked(),
          flight.encryptedRecords());
    }
  }

  private static final Facts FACTS_12 =
      new Facts(
          Optional.of(0x0303),
          Optional.of(0xc02b),
          Optional.of(0x001d),
          Optional.of(0x0403),
          Optional.empty(),
          List.of("aa", "bbcc"),
          Optional.of("0a0b0c"),
          false,
          true,
          true,
          false,
          true,
          true,
          3);

  private static final Facts FACTS_13 =
      new Facts(
          Optional.of(0x0304),
          Optional.of(0x1302),
          Optional.of(0x0018),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          true,
          true,
          false,
          false,
          false,
          false,
          2);

  /** How a network may cut a stream. */
  enum Cut {
    WHOLE {
      @Override
      int next(Random random) {
        return Integer.MAX_VALUE;
      }
    },
    ONE_BY_ONE {
      @Override
      int next(Random random) {
        return 1;
      }
    },
    AT_RANDOM {
      @Override
      int next(Random random) {
        return 1 + random.nextInt(40);
      }
    };

    abstract int next(Random random);
  }

  @ParameterizedTest
  @EnumSource
  void aFlightOfTls12IsReadToItsEnd(Cut cut) {
    assertThat(Facts.of(read(FLIGHT_12, cut))).isEqualTo(FACTS_12);
  }

  @ParameterizedTest
  @EnumSource
  void aFlightOfTls13IsReadToWhereItIsEncrypted(Cut cut) {
    assertThat(Facts.of(read(FLIGHT_13, cut))).isEqualTo(FACTS_13);
  }

  @ParameterizedTest
  @EnumSource
  void messagesMayBeSpreadOverRecords(Cut cut) {
    byte[] messages = join(HELLO_12, CERTIFICATE, STAPLE, KEY_EXCHANGE, REQUEST, DONE);
    byte[] spread = {};
    for (int from = 0; from < messages.length; from += 11) {
      byte[] piece = Arrays.copyOfRange(messages, from, Math.min(messages.length, from + 11));
      spread = join(spread, record(HANDSHAKE, piece));
    }
    ServerFlight flight = read(spread, cut);
    assertThat(flight.chain()).containsExactly(hex("aa"), hex("bbcc"));
    assertThat(flight.group()).contains(0x001d);
    assertThat(flight.certificateRequested()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aFatalAlertInTheClearIsRead(Cut cut) {
    assertThat(read(record(ALERT, hex("0228")), cut).alert())
        .contains(new Alert(Direction.RECEIVED, 40));
  }

  @Test
  void anEncryptedAlertIsNoAlertInTheClear() {
    ServerFlight flight = read(join(FLIGHT_12, record(ALERT, hex("0228"))), Cut.WHOLE);
    assertThat(flight.alert()).isEmpty();
    assertThat(flight.encryptedRecords()).isEqualTo(4);
  }

  @Test
  void oneEncryptedHandshakeRecordIsTheFinishedAndNoRenegotiation() {
    byte[] honest =
        join(
            record(HANDSHAKE, HELLO_12),
            record(HANDSHAKE, CERTIFICATE),
            record(CHANGE_CIPHER_SPEC, hex("01")),
            FINISHED);
    assertThat(read(honest, Cut.WHOLE).renegotiationAsked()).isFalse();
  }

  @Test
  void aSessionWithoutACertificateWasResumed() {
    byte[] resumed = join(record(HANDSHAKE, HELLO_12), record(CHANGE_CIPHER_SPEC, hex("01")));
    assertThat(read(resumed, Cut.WHOLE).resumed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void lengthsThatLieEndTheReadingAndNothingElse(Cut cut) {
    for (String lie : List.of("ffffff", "000003ffffff", "0000ff000001aa", "000004000002aa", "00")) {
      ServerFlight flight =
          read(
              join(
                  record(HANDSHAKE, join(HELLO_12, message(11, hex(lie)))),
                  record(HANDSHAKE, REQUEST)),
              cut);
      assertThat(flight.suite()).contains(0xc02b);
      assertThat(flight.chain()).isEmpty();
      assertThat(flight.certificateRequested()).as("read on after %s", lie).isFalse();
    }
  }

  @Test
  void everyFlightCutShortAnywhereIsReadWithoutAFault() {
    for (byte[] whole : List.of(FLIGHT_12, FLIGHT_13)) {
      for (int length = 0; length <= whole.length; length++) {
        read(Arrays.copyOf(whole, length), Cut.WHOLE);
      }
    }
  }

  @Test
  void noBytesAtAllAreAFault() {
    Random random = new Random(20_261_120);
    for (int time = 0; time < 20_000; time++) {
      byte[] wild = (time % 2 == 0 ? FLIGHT_12 : FLIGHT_13).clone();
      for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
        wild[random.nextInt(wild.length)] = (byte) random.nextInt();
      }
      read(wild, Cut.WHOLE);
    }
  }

  @Test
  void aMessageThatClaimsTooMuchIsTooLarge() {
    assertThat(read(record(HANDSHAKE, hex("0bfffffc")), Cut.WHOLE).tooLarge()).isTrue();
    assertThat(read(FLIGHT_12, Cut.WHOLE).tooLarge()).isFalse();
  }

  /** To move what is left once for each message would take minutes. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void manyEmptyMessagesCostLittle() {
    byte[] empty = record(HANDSHAKE, new byte[16_384]);
    byte[] many = new byte[16 * empty.length];
    for (int at = 0; at < many.length; at += empty.length) {
      System.arraycopy(empty, 0, many, at, empty.length);
    }
    for (int time = 0; time < 1_500; time++) {
      assertThat(read(many, Cut.WHOLE).malformed()).isFalse();
    }
  }

  /** To copy what has come once for each record would take minutes. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLongMessageInRecordsOfOneByteCostsLittle() {
    byte[] whole = message(14, new byte[WireTap.MAX_FLIGHT - 4]);
    byte[] records = new byte[6 * whole.length];
    for (int place = 0; place < whole.length; place++) {
      byte[] one = record(HANDSHAKE, new byte[] {whole[place]});
      System.arraycopy(one, 0, records, 6 * place, one.length);
    }
    for (int time = 0; time < 40; time++) {
      assertThat(read(records, Cut.WHOLE).helloDone()).isTrue();
    }
  }

  private static ServerFlight read(byte[] bytes, Cut cut) {
    ServerFlight flight = new ServerFlight(WireTap.MAX_FLIGHT);
    RecordReader reader = new RecordReader(flight);
    Random random = new Random(bytes.length);
    for (int from = 0; from < bytes.length; ) {
      int length = Math.min(bytes.length - from, cut.next(random));
      ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, length);
      reader.read(piece);
      assertThat(piece.readableBytes()).as("what the engine is left to read").isEqualTo(length);
      from += length;
    }
    return flight;
  }
}
