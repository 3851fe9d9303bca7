package dev.handshake.preamble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.target.Endpoint;
import dev.handshake.target.StartTls;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each protocol says, and what it makes of what servers are known to say. */
class PreambleTest {
  private static final String XMPP_TLS = "xmlns='urn:ietf:params:xml:ns:xmpp-tls'";

  private static final String OPENED =
      "<?xml version='1.0'?><stream:stream id='1' xmlns='jabber:client'"
          + " xmlns:stream='http://etherx.jabber.org/streams'>";

  /** A conversation, and the words by which it ends; none for an agreement. */
  record Row(String name, Preamble preamble, String refusal, List<String> lines) {
    String[] all() {
      return lines.toArray(String[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(smtp(), imap(), pop3(), ftp(), ldap(), postgres(), mysql(), xmpp(), connect())
        .flatMap(List::stream);
  }

  private static List<Row> smtp() {
    String greeting = "220-mx1.example.com ESMTP Postfix\r\n220 (Debian/GNU)\r\n";
    String offer = "250-mx1.example.com\r\n250-PIPELINING\r\n250-starttls\r\n250 8BITMIME\r\n";
    return List.of(
        row(StartTls.SMTP, "", greeting, offer, "220 2.0.0 Ready to start TLS\r\n"),
        row(StartTls.SMTP, "", "220 x\n", "250-x\n250 STARTTLS\n", "220\r\n"),
        row(StartTls.SMTP, "greeted us with \"554 no\"", "554 no\r\n"),
        row(StartTls.SMTP, "does not list STARTTLS", greeting, "250-x\r\n250 PIPELINING\r\n"),
        row(StartTls.SMTP, "does not list STARTTLS", greeting, "250 STARTTLS\r\n"),
        row(StartTls.SMTP, "answered \"502 5.5.2 what?\" to EHLO", greeting, "502 5.5.2 what?\r\n"),
        row(
            StartTls.SMTP,
            "answered \"454 4.7.0 TLS not available\" to STARTTLS",
            greeting,
            offer,
            "454 4.7.0 TLS not available\r\n"),
        row(StartTls.SMTP, "is no reply of SMTP", "SSH-2.0-OpenSSH_9.2\r\n"));
  }

  private static List<Row> imap() {
    String greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n";
    String offer = "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na OK done.\r\n";
    return List.of(
        row(StartTls.IMAP, "", greeting, offer, "b OK Begin TLS negotiation now.\r\n"),
        row(StartTls.IMAP, "", greeting, "* 1 EXISTS\r\n" + offer, "* NOTE\r\nB ok\r\n"),
        row(StartTls.IMAP, "does not list STARTTLS", greeting, "* CAPABILITY IMAP4\r\na OK\r\n"),
        row(StartTls.IMAP, "\"a BAD no\" to CAPABILITY", greeting, "a BAD no\r\n"),
        row(StartTls.IMAP, "\"b NO later\" to STARTTLS", greeting, offer, "b NO later\r\n"),
        row(StartTls.IMAP, "authenticated already", "* PREAUTH welcome\r\n"),
        row(StartTls.IMAP, "greeted us with \"* BYE busy\"", "* BYE busy\r\n"),
        row(StartTls.IMAP, "answered \"* BYE idle\"", greeting, "* BYE idle\r\n"),
        row(StartTls.IMAP, "is no line of IMAP", "+OK pop3\r\n"));
  }

  private static List<Row> pop3() {
    String offer = "+OK\r\nCAPA\r\nSTLS\r\n.\r\n";
    return List.of(
        row(StartTls.POP3, "", "+OK Dovecot ready.\r\n", offer, "+OK Begin TLS\r\n"),
        row(StartTls.POP3, "", "+OK\r\n", "-ERR what is CAPA?\r\n", "+OK\r\n"),
        row(StartTls.POP3, "does not list STLS", "+OK\r\n", "+OK\r\nUSER\r\n.\r\n"),
        row(StartTls.POP3, "\"-ERR no\" to STLS", "+OK\r\n", offer, "-ERR no\r\n"),
        row(StartTls.POP3, "greeted us with \"-ERR full\"", "-ERR full\r\n"),
        row(StartTls.POP3, "is no line of POP3", "* OK imap\r\n"));
  }

  private static List<Row> ftp() {
    return List.of(
        row(StartTls.FTP, "", "220 (vsFTPd 3.0.3)\r\n", "234 Proceed with negotiation.\r\n"),
        row(
            StartTls.FTP,
            "",
            "120 soon\r\n220-Welcome\r\n 221 is a number in a text\r\n220 go\r\n",
            "234-a\r\nb\r\n234 c\r\n"),
        row(StartTls.FTP, "\"530 Please login\" to AUTH TLS", "220 x\r\n", "530 Please login\r\n"),
        row(StartTls.FTP, "greeted us with \"421 full\"", "421 full\r\n"),
        row(StartTls.FTP, "is no reply of FTP", "HTTP/1.1 400 Bad Request\r\n"));
  }

  private static List<Row> ldap() {
    return List.of(
        row(StartTls.LDAP, "", hex("300c02010178070a010004000400")),
        row(StartTls.LDAP, "", hex("3084000000100201017884000000070a010004000400")),
        row(
            StartTls.LDAP,
            "result 2 (protocolError): \"unsupported\"",
            hex("301702010178120a01020400040b756e737570706f72746564")),
        row(StartTls.LDAP, "result 52 (unavailable)", hex("300c02010078070a013404000400")),
        row(StartTls.LDAP, "no answer of LDAP", hex("300c02010161070a010004000400")),
        row(StartTls.LDAP, "no answer of LDAP", hex("30847fffffff0201")),
        row(StartTls.LDAP, "no answer of LDAP", hex("308900000000")),
        row(StartTls.LDAP, "no answer of LDAP", hex("15030100020246")));
  }

  private static List<Row> postgres() {
    return List.of(
        row(StartTls.POSTGRES, "", "S"),
        row(StartTls.POSTGRES, "TLS is off there", "N"),
        row(StartTls.POSTGRES, "with the error \"Efatal", "Efatal: too many clients\n\0"),
        row(StartTls.POSTGRES, "is no answer to SSLRequest", "HTTP/1.1 400\r\n"));
  }

  private static List<Row> mysql() {
    String version = "\n5.5.5-10.11.6-MariaDB\0" + "\7\0\0\0abcdefgh\0";
    return List.of(
        row(StartTls.MYSQL, "", packet(version + "\u00fe\u00ff" + "rest")),
        row(StartTls.MYSQL, "does not announce TLS", packet(version + "\u00fe\u00f7" + "rest")),
        row(
            StartTls.MYSQL,
            "the error \"1129 Host '10.0.0.1' is blocked\"",
            packet("\u00ffi\u0004Host '10.0.0.1' is blocked")),
        row(StartTls.MYSQL, "is no greeting of MySQL", packet("\n8.0.1")),
        row(StartTls.MYSQL, "is no greeting of MySQL", packet("\t4.0\0")),
        row(StartTls.MYSQL, "is no greeting of MySQL", "220 smtp.example.com\r\n"));
  }

  private static List<Row> xmpp() {
    String offer = "<starttls " + XMPP_TLS + "><required/></starttls>";
    String features = OPENED + "<stream:features>" + offer + "</stream:features>";
    String proceed = "<proceed " + XMPP_TLS + "/>";
    return List.of(
        row(StartTls.XMPP, "", features, proceed),
        row(
            StartTls.XMPP,
            "",
            features.replace('\'', '"'),
            "<proceed " + XMPP_TLS.replace('\'', '"') + "></proceed>"),
        row(StartTls.XMPP, "", features.replace("stream:", ""), proceed),
        row(StartTls.XMPP, "does not offer starttls", OPENED + "<stream:features/>"),
        row(
            StartTls.XMPP,
            "does not offer starttls",
            OPENED + "<stream:features><mechanisms/></stream:features>"),
        row(
            StartTls.XMPP,
            "host-unknown",
            OPENED + "<stream:error><host-unknown/></stream:error></stream:stream>"),
        row(StartTls.XMPP, "<failure", features, "<failure " + XMPP_TLS + "/></stream:stream>"),
        row(StartTls.XMPP, "answered \"</stream:stream>\"", OPENED + "</stream:stream>"),
        row(StartTls.XMPP, "is no stream of XMPP", "HTTP/1.1 400 Bad Request\r\n"));
  }

  private static List<Row> connect() {
    return List.of(
        proxied("", "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n"),
        proxied("", "HTTP/1.0 200\r\n\r\n"),
        proxied("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 Yes\n\n"),
        proxied("answered \"HTTP/1.1 403 Forbidden\"", "HTTP/1.1 403 Forbidden\r\n\r\n"),
        proxied("wants credentials", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
        proxied("answered \"HTTP/1.1 302 Found\"", "HTTP/1.1 302 Found\r\n\r\n"),
        proxied("is no answer of HTTP", "HTTP/2 200\r\n\r\n"),
        proxied("is no answer of HTTP", "HTTP/1.1 twohundred\r\n\r\n"),
        proxied("is no answer of HTTP", "SOCKS\r\n"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void endsAsTheServerMeansIt(Row row) {
    Talk talk = Talk.whole(row.preamble(), row.all());
    if (row.refusal().isEmpty()) {
      assertThat(talk.agreed()).as(talk.toString()).isTrue();
    } else {
      assertThat(talk.refusal()).contains(row.refusal());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void endsTheSameWhateverTheReadsWereCutInto(Row row) {
    Talk dripped = Talk.dripped(row.preamble(), row.all());
    assertThat(dripped.agreed()).isEqualTo(row.refusal().isEmpty());
    assertThat(dripped.waits()).as(dripped.toString()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void leavesNothingOverAndTakesNothingOfWhatComesBehind(Row row) {
    if (row.refusal().isEmpty()) {
      String[] lines = row.all();
      lines[lines.length - 1] += "\26\3\3";
      assertThat(Talk.whole(row.preamble(), row.all()).surplus()).isZero();
      assertThat(Talk.whole(row.preamble(), lines).surplus()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(StartTls.class)
  void goesOnWaitingForWhatIsNotWhole(StartTls protocol) {
    assertThat(Talk.whole(asking(protocol)).waits()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(StartTls.class)
  void randomBytesNeverAgreeByAccidentAndNeverThrow(StartTls protocol) {
    Random random = new Random(20_261_120);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(1, 400)];
      random.nextBytes(bytes);
      bytes[0] = (byte) (random.nextBoolean() ? bytes[0] | 0x80 : '0');
      Talk talk = Talk.whole(asking(protocol), new String(bytes, StandardCharsets.ISO_8859_1));
      assertThat(talk.agreed()).as(Arrays.toString(bytes)).isFalse();
    }
  }

  @Test
  void saysWhatTheProtocolsPrescribe() {
    assertThat(Talk.whole(asking(StartTls.SMTP), "220 x\r\n", "250-x\r\n250 STARTTLS\r\n").said())
        .containsExactly("EHLO [192.0.2.1]\r\n", "STARTTLS\r\n");
    assertThat(
            Talk.whole(asking(StartTls.IMAP), "* OK\r\n", "* CAPABILITY STARTTLS\r\na OK\r\n")
                .said())
        .containsExactly("a CAPABILITY\r\n", "b STARTTLS\r\n");
    assertThat(Talk.whole(asking(StartTls.POP3), "+OK\r\n", "+OK\r\nSTLS\r\n.\r\n").said())
        .containsExactly("CAPA\r\n", "STLS\r\n");
    assertThat(Talk.whole(asking(StartTls.FTP), "220 x\r\n").said())
        .containsExactly("AUTH TLS\r\n");
    assertThat(Talk.whole(asking(StartTls.POSTGRES)).said())
        .containsExactly(hex("0000000804d2162f"));
    assertThat(Talk.whole(asking(StartTls.LDAP)).said())
        .containsExactly(hex("301d02010177188016") + "1.3.6.1.4.1.1466.20037");
    assertThat(Talk.whole(asking(StartTls.XMPP)).said().getFirst())
        .contains(" to='xmpp.example.com'", "version='1.0'", "xmlns='jabber:client'");
  }

  @Test
  void introducesItselfByAnIpv6AddressAsSmtpWantsIt() throws Exception {
    InetAddress local = InetAddress.getByName("2001:db8::1");
    assertThat(Talk.whole(Preamble.of(StartTls.SMTP, "x", local), "220 x\r\n").said())
        .containsExactly("EHLO [IPv6:2001:db8:0:0:0:0:0:1]\r\n");
  }

  @Test
  void asksMysqlForTlsInOnePacketOfThirtyTwoBytes() {
    String said =
        Talk.whole(asking(StartTls.MYSQL), packet("\n8.0\0abcdefghijkl\0\0\10rest"))
            .said()
            .getFirst();
    assertThat(said).hasSize(36).startsWith(hex("20000001"));
    assertThat(said.charAt(5) & 0x08).as("CLIENT_SSL").isNotZero();
  }

  @Test
  void asksAProxyForHostAndPort() {
    assertThat(Talk.whole(Preamble.connect(new Endpoint("crm.example.com", 443))).said())
        .containsExactly(
            "CONNECT crm.example.com:443 HTTP/1.1\r\nHost: crm.example.com:443\r\n\r\n");
    assertThat(Talk.whole(Preamble.connect(new Endpoint("2001:db8::1", 8443))).said())
        .containsExactly("CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n");
  }

  @Test
  void whatIsQuotedActsOnNoTerminalAndIsCut() {
    String hostile = "554 \u001b[2J\u0007\u00e2\u0080\u00ae\"\\" + "x".repeat(500) + "\r\n";
    assertThat(Talk.whole(asking(StartTls.SMTP), hostile).refusal())
        .hasSizeLessThan(250)
        .contains("\\x1b[2J\\x07\\xe2\\x80\\xae\\\"\\\\xxx", "...\"")
        .matches("[ -~]+");
  }

  private static Row row(StartTls protocol, String refusal, String... lines) {
    String name = protocol.word() + ": " + (refusal.isEmpty() ? "agrees" : refusal);
    return new Row(name, asking(protocol), refusal, List.of(lines));
  }

  private static Row proxied(String refusal, String answer) {
    Preamble preamble = Preamble.connect(new Endpoint("crm.example.com", 443));
    return new Row("connect: " + answer.strip(), preamble, refusal, List.of(answer));
  }

  private static Preamble asking(StartTls protocol) {
    return Preamble.of(protocol, "xmpp.example.com", InetAddress.ofLiteral("192.0.2.1"));
  }

  private static String packet(String content) {
    return (char) content.length() + "\0\0\0" + content;
  }

  private static String hex(String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
