package dev.handshake.preamble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.target.Endpoint;
import dev.handshake.target.StartTls;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a peer says in plain text, in whatever pieces: a word, never a hang, no exception. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePreambleTest {
  private static final long SEED = 20261120;
  private static final int ROUNDS = 1_000;

  /** What begins well in some protocol, and what has begun well may go on as. */
  private static final List<String> PIECES =
      List.of(
          "220 x\r\n",
          "220-",
          "250-",
          "250 STARTTLS\r\n",
          "250-STARTTLS\r\n",
          "234 \r\n",
          "120 \n",
          "* OK x\r\n",
          "* CAPABILITY STARTTLS\r\n",
          "a OK\r\n",
          "b OK\r\n",
          "* ",
          "* BYE\r\n",
          "+OK\r\n",
          "STLS\r\n",
          ".\r\n",
          "-ERR ",
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.1 100 \r\n\r\n",
          "HTTP/1.1 ",
          "\r\n",
          "\n",
          "\0",
          "S",
          "N",
          "E",
          "0\u0084\u007f\u00ff\u00ff\u00ff",
          "0\u0080",
          "0\u0084\u0000\u0000\u0000\u0010",
          "\u0002\u0001\u0001",
          "x\u0007\n\u0001\u0000\u0004\u0000\u0004\u0000",
          "\n\u0001\u0000",
          "\u0005\u0000\u0000\u0000\n",
          "\u00ff\u00ff\u00ff\u0000\u00ff",
          "\u0000\u0000\u0000\u0000",
          "\u00ff\u0015\u0004",
          "<stream:features>",
          "</stream:features>",
          "<stream:features/>",
          "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'",
          "/>",
          "<proceed",
          "<a:",
          "</stream>",
          "<!DOCTYPE x [<!ENTITY a \"&a;&a;\">]>",
          "<?xml version='1.0'?>",
          "\u00e9",
          " ",
          "9");

  /** What makes reading as dear as may be when it comes byte by byte. */
  private static final List<String> DEAR =
      List.of(
          "220-a\n",
          "120 \n",
          "250-\n",
          "* OK\n",
          "+OK\r\na\n",
          "HTTP/1.1 200 OK\r\na\n",
          "<a:",
          "<features ",
          "<features><",
          "<starttls",
          " ",
          "\0");

  static Stream<Preamble> all() {
    return Stream.concat(
        Arrays.stream(StartTls.values())
            .map(each -> Preamble.of(each, "a.example", InetAddress.getLoopbackAddress())),
        Stream.of(Preamble.connect(Endpoint.parse("a.example:443"))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyWordsInAnyOrder(Preamble preamble) {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder words = new StringBuilder();
      for (int left = random.nextInt(12); left >= 0; left--) {
        words.append(
            random.nextInt(8) == 0
                ? String.valueOf((char) random.nextInt(256))
                : PIECES.get(random.nextInt(PIECES.size())));
      }
      String said = words.toString();
      Talk whole = Talk.whole(preamble, said);
      Talk dripped = Talk.dripped(preamble, said);
      assertThat(dripped.agreed()).as("seed %s round %s", SEED, round).isEqualTo(whole.agreed());
    }
  }

  /** What is gone over once more for each byte and each line before it takes hours. */
  @ParameterizedTest
  @MethodSource("all")
  @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void dearWordsByteByByte(Preamble preamble) {
    String begun =
        switch (preamble) {
          case SmtpPreamble _ -> "220 \n250-x\n";
          case ImapPreamble _ -> "* OK\n";
          case Pop3Preamble _ -> "+OK\n+OK\n";
          case ConnectPreamble _ -> "HTTP/1.1 200 OK\n";
          case XmppPreamble _ -> "<features>";
          case FtpPreamble _, LdapPreamble _, MysqlPreamble _, PostgresPreamble _ -> "";
        };
    for (String dear : DEAR) {
      String words = begun + dear.repeat(Preamble.MOST_BYTES / dear.length());
      assertThat(Talk.dripped(preamble, words).agreed()).as(dear).isFalse();
    }
  }
}
