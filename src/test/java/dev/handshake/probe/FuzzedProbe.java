package dev.handshake.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.fuzz.FuzzTarget;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.TokenUse;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a server, a name server and an HTTP peer send to a probe. */
public final class FuzzedProbe {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<TlsVersion> VERSIONS = List.of(TlsVersion.values());
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");

  /** Longer ones are not taken: names in them may point to each other, at quadratic cost. */
  private static final int LONGEST_ANSWER = 8 * 1024;

  private static final DnsQuestion ADDRESS =
      new DefaultDnsQuestion("crm.example.com.", DnsRecordType.A);
  private static final DnsQuestion LONG_ADDRESS =
      new DefaultDnsQuestion("crm.example.com.", DnsRecordType.AAAA);
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);

  private FuzzedProbe() {}

  public static List<FuzzTarget> targets() {
    return List.of(
        FuzzTarget.of("server-flight", FuzzedProbe::serverFlight, flights()),
        FuzzTarget.of("hello-exchange", FuzzedProbe::helloExchange, flights()),
        FuzzTarget.of("wire-tap", FuzzedProbe::wireTap, flights()),
        FuzzTarget.ofTexts("hello-offer", FuzzedProbe::helloOffer, "\0\3crm.example.com", "\3\3x"),
        FuzzTarget.of("dns-answer", FuzzedProbe::dnsAnswer, answers()),
        FuzzTarget.ofTexts(
            "http-answer",
            FuzzedProbe::httpAnswer,
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 120\r\n\r\nok",
            "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nno ce\r\n0\r\n\r\n",
            "HTTP/1.0 503 x\r\nRetry-After: Fri, 20 Nov 2026 15:00:00 GMT\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\nWWW-Authenticate: Bearer"
                + " error=\"invalid_token\"\r\n\r\n"));
  }

  /** What is read does not depend on how reads were cut, and is never more than came. */
  private static void serverFlight(byte[] input) {
    String whole = facts(input, input.length);
    assertThat(facts(input, 1)).isEqualTo(whole);
    assertThat(facts(input, 7)).isEqualTo(whole);
  }

  private static String facts(byte[] input, int size) {
    ServerFlight flight = new ServerFlight(WireTap.MAX_FLIGHT);
    RecordReader reader = new RecordReader(flight);
    for (int from = 0; from < input.length; from += size) {
      ByteBuf piece = Unpooled.wrappedBuffer(input, from, Math.min(size, input.length - from));
      int unread = piece.readableBytes();
      reader.read(piece);
      assertThat(piece.readableBytes()).as("the buffer is left as it was").isEqualTo(unread);
    }
    assertThat(flight.chain().stream().mapToInt(der -> der.length).sum())
        .isLessThanOrEqualTo(input.length);
    flight.suite().map(TlsNames::suite).ifPresent(name -> assertThat(name).isNotEmpty());
    return Stream.of(
            flight.version(),
            flight.suite(),
            flight.group(),
            flight.signatureScheme(),
            flight.alert(),
            flight.chain().stream().map(HexFormat.of()::formatHex).toList(),
            flight.staple().map(HexFormat.of()::formatHex),
            flight.helloSeen(),
            flight.helloDone(),
            flight.helloRetryRequest(),
            flight.outOfOrder(),
            flight.malformed(),
            flight.tooLarge(),
            flight.certificateRequested(),
            flight.resumed(),
            flight.serverNameWarning(),
            flight.encryptedRecords(),
            flight.renegotiationAsked(),
            reader.within())
        .toList()
        .toString();
  }

  /** Whatever a server answers to a ClientHello of our own is its doing, and never our fault. */
  private static void helloExchange(byte[] input) {
    Promise<ProbeHandler.Ended> ended = Promise.promise();
    HelloExchange exchange =
        new HelloExchange(
            HelloOffer.of(
                TlsOffer.DEFAULT.withVersions(TlsVersion.TLS_1_0, TlsVersion.TLS_1_2),
                Optional.empty()),
            LONG,
            Deadline.in(LONG),
            new Stopwatch(),
            new LostTime(() -> Duration.ZERO, true),
            Duration.ofMillis(1),
            ended);
    EmbeddedChannel channel = new EmbeddedChannel(exchange.tap(), exchange);
    try {
      feed(channel, input);
      channel.checkException();
      var _ = channel.close();
      assertThat(ended.future().succeeded()).isTrue();
      assertThat(ended.future().result().outcome()).isNotInstanceOf(Outcome.OwnFault.class);
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  /** What comes and what we send is counted and read, whatever it is. */
  private static void wireTap(byte[] input) {
    WireTap tap =
        new WireTap(
            new WireTap.Listener() {
              @Override
              public void notTls(String sample) {
                assertThat(sample).hasSizeLessThan(200).matches("[ -~]*");
              }

              @Override
              public void tooLarge(int bytes) {
                assertThat(bytes).isPositive();
              }
            },
            new Stopwatch(),
            Duration.ofMillis(1));
    EmbeddedChannel channel = new EmbeddedChannel(tap);
    try {
      feed(channel, input);
      channel.writeOutbound(Unpooled.copiedBuffer(input));
      channel.checkException();
      assertThat(tap.bytesIn()).isLessThanOrEqualTo(input.length);
      assertThat(tap.bytesOut()).isEqualTo(input.length);
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  /** In two pieces, as a network may cut them. */
  private static void feed(EmbeddedChannel channel, byte[] input) {
    int half = input.length / 2;
    for (byte[] piece :
        List.of(Arrays.copyOf(input, half), Arrays.copyOfRange(input, half, input.length))) {
      if (piece.length > 0 && channel.isOpen()) {
        channel.writeInbound(Unpooled.copiedBuffer(piece));
      }
    }
  }

  /** What is offered is what a reader of ClientHellos finds in it. */
  private static void helloOffer(byte[] input) {
    int most = input.length > 0 ? input[0] & 3 : 3;
    int least = input.length > 1 ? Math.min(most, input[1] & 3) : 0;
    TlsOffer offer = TlsOffer.DEFAULT.withVersions(VERSIONS.get(least), VERSIONS.get(most));
    String rest =
        new String(input, Math.min(2, input.length), Math.max(0, input.length - 2), ISO_8859_1);
    Optional<String> name = host(rest);
    HelloOffer hello = HelloOffer.of(offer, name);
    byte[] record = hello.record();
    assertThat(record).startsWith(22, 3, 1, (record.length - 5) >> 8, record.length - 5);
    ClientHello read = new ClientHello(Arrays.copyOfRange(record, 5, record.length));
    assertThat(read.serverName()).isEqualTo(name);
    assertThat(read.suites()).isEqualTo(hello.suites().stream().map(TlsNames::suite).toList());
    assertThat(record.length - 5).as("not in the gap").matches(it -> it < 256 || it >= 512);
  }

  private static Optional<String> host(String text) {
    try {
      return Optional.of(Endpoint.hostOf(text));
    } catch (IllegalArgumentException noHost) {
      return Optional.empty();
    }
  }

  /** Whatever a name server says ends in a word, and gives no more addresses than are taken. */
  private static void dnsAnswer(byte[] received) {
    byte[] input = Arrays.copyOf(received, Math.min(received.length, LONGEST_ANSWER));
    for (DnsQuestion question : List.of(ADDRESS, LONG_ADDRESS)) {
      EmbeddedChannel channel = new EmbeddedChannel(DatagramAnswerDecoder.INSTANCE);
      try {
        channel.writeInbound(new DatagramPacket(Unpooled.copiedBuffer(input), SERVER, SERVER));
        DnsResponse response = channel.readInbound();
        if (response != null) {
          judge(new AnswerReader(question, "192.0.2.53:53", 8), response);
          ReferenceCountUtil.release(response);
        }
      } catch (DatagramAnswerDecoder.Malformed malformed) {
        assertThat(malformed.id()).isBetween(-1, 0xffff);
      } finally {
        channel.finishAndReleaseAll();
      }
    }
  }

  private static void judge(AnswerReader reader, DnsResponse response) {
    if (reader.concerns(response)
        && reader.read(response) instanceof DnsAnswer.Addresses(var addresses, var holds)) {
      assertThat(addresses).isNotEmpty().hasSizeLessThanOrEqualTo(8);
      assertThat(holds).isBetween(Duration.ZERO, Duration.ofSeconds(1L << 32));
    }
  }

  /** An answer is read within its bounds, or is none. */
  private static void httpAnswer(byte[] input) {
    HttpClientCodec codec = HttpExchange.codec();
    EmbeddedChannel channel = new EmbeddedChannel(codec);
    HttpExchange exchange =
        new HttpExchange(
            new HttpCheck("GET", "/", java.util.Map.of(), java.util.Set.of(200), LONG),
            Bearers.NONE,
            NOW);
    try {
      channel.writeOutbound(
          exchange.request(
              Target.of("crm", Endpoint.parse("crm.example.com:443"), ProbeModule.DEFAULT), false));
      HttpExchange.Progress progress = HttpExchange.Progress.NOTHING;
      feed(channel, input);
      var _ = channel.close();
      for (Object piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
        boolean wanted =
            progress != HttpExchange.Progress.COMPLETE && progress != HttpExchange.Progress.INVALID;
        if (wanted && piece instanceof HttpObject part) {
          progress = exchange.read(part);
        }
        ReferenceCountUtil.release(piece);
      }
      exchange
          .answer()
          .ifPresent(answer -> {
            assertThat(answer.body().length()).isLessThanOrEqualTo(8 * 1024);
            assertThat(answer.token()).isInstanceOf(TokenUse.NotWanted.class);
          });
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  // ---- specimens ----

  private static byte[][] flights() {
    byte[] der = certificate();
    byte[] hello12 =
        message(
            2, hex("0303"), new byte[32], hex("00c02b00000eff01000100000b00020100000500000000"));
    byte[] hello13 =
        message(
            2,
            hex("0303"),
            new byte[32],
            hex("20"),
            new byte[32],
            hex("130100002e002b00020304003300240019d0020"),
            new byte[32]);
    byte[] retry =
        message(
            2,
            hex(
                "0303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c00130100000c002b0002030400330002001d"));
    byte[] certificates =
        message(11, medium(2 * (der.length + 3)), medium(der.length), der, medium(der.length), der);
    byte[] exchange = message(12, hex("03001741"), new byte[65], hex("04030004deadbeef"));
    byte[] staple = message(22, hex("01000003300100"));
    byte[] request = message(13, hex("0102400002040300000000"));
    byte[] done = message(14);
    byte[] warning = record(21, hex("0170"));
    return new byte[][] {
      join(
          record(22, join(hello12, certificates, staple, exchange, request, done)),
          record(20, hex("01")),
          record(22, new byte[40])),
      join(record(22, hello12), record(22, certificates), record(22, exchange), record(22, done)),
      join(
          record(22, hello13),
          record(20, hex("01")),
          record(23, new byte[60]),
          record(23, new byte[30])),
      join(record(22, retry), record(20, hex("01")), record(22, hello13), record(23, new byte[20])),
      record(21, hex("0228")),
      join(warning, record(22, hello12)),
      "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1)
    };
  }

  private static byte[] certificate() {
    try {
      return HeldCertificate.named("leaf", NOW)
          .dns("crm.example.com")
          .mint()
          .certificate()
          .getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static byte[][] answers() {
    byte[] name = hex("0363726d076578616d706c6503636f6d00");
    byte[] edge = hex("0465646765076578616d706c65036e657400");
    byte[] asked = join(name, hex("00010001"));
    byte[] alias = join(hex("c00c0005000100000e100012"), edge);
    byte[] address = join(edge, hex("0001000100000e100004c0000205"));
    byte[] pointed = hex("c00c0001000100000e100004c0000209");
    byte[] six = join(hex("c00c001c000100000e100010"), hex("20010db8000000000000000000000001"));
    return new byte[][] {
      join(hex("123481800001000100000000"), asked, pointed),
      join(hex("123481800001000300000000"), asked, alias, address, pointed),
      join(hex("123481800001000100000000"), name, hex("001c0001"), six),
      join(hex("123481830001000000000000"), asked),
      join(hex("123481820000000000000000"))
    };
  }

  private static byte[] record(int type, byte[] content) {
    return join(
        new byte[] {(byte) type, 3, 3, (byte) (content.length >> 8), (byte) content.length},
        content);
  }

  private static byte[] message(int type, byte[]... parts) {
    byte[] body = join(parts);
    return join(new byte[] {(byte) type}, medium(body.length), body);
  }

  private static byte[] medium(int size) {
    return new byte[] {(byte) (size >> 16), (byte) (size >> 8), (byte) size};
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : digits + "0");
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }
}
