package dev.handshake.preamble;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.fuzz.FuzzTarget;
import dev.handshake.target.Endpoint;
import dev.handshake.target.StartTls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What servers and proxies say in plain text before TLS. */
public final class FuzzedPreambles {
  private static final List<Preamble> ALL = all();

  private FuzzedPreambles() {}

  public static List<FuzzTarget> targets() {
    return List.of(
        FuzzTarget.of(
            "preamble",
            FuzzedPreambles::preamble,
            said(
                StartTls.SMTP, "220-a\r\n220 b\r\n250-x\r\n250 STARTTLS\r\n220 go\r\n\u0016\u0003"),
            said(StartTls.IMAP, "* OK x\r\n* CAPABILITY STARTTLS\r\na OK\r\nb OK\r\n"),
            said(StartTls.POP3, "+OK x\r\n+OK\r\nSTLS\r\n.\r\n+OK\r\n"),
            said(StartTls.FTP, "120 wait\r\n220 x\r\n234 go\r\n"),
            said(
                StartTls.LDAP,
                "0\f\u0002\u0001\u0001x\u0007\n\u0001\u0000\u0004\u0000\u0004\u0000"),
            said(StartTls.POSTGRES, "S"),
            said(
                StartTls.MYSQL,
                "J\u0000\u0000\u0000\n8.0.36\u0000\u0001\u0000\u0000\u0000abcdefgh\u0000\u00ff\u00ff\u00ff\u0002\u0000\u00ff\u00c7\u0015\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000abcdefghijkl\u0000caching_sha2_password\u0000"),
            said(
                StartTls.XMPP,
                "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams'>"
                    + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
                    + "</stream:features><proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
            join((byte) (ALL.size() - 1), "HTTP/1.1 200 OK\r\nA: b\r\n\r\n")));
  }

  /** The first byte chooses the protocol. What it comes to depends on no cut, and can be shown. */
  private static void preamble(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Preamble preamble = ALL.get((input[0] & 0xff) % ALL.size());
    String words =
        new String(input, 1, Math.min(input.length - 1, Preamble.MOST_BYTES), ISO_8859_1);
    Talk whole = Talk.whole(preamble, words);
    assertThat(whole.surplus()).isBetween(0, words.length());
    if (whole.end() instanceof Step.Refused(String detail)) {
      assertThat(detail).hasSizeLessThan(1_000).matches("[ -~]*");
    }
    if (words.length() <= 1_024) {
      Talk dripped = Talk.dripped(preamble, words);
      assertThat(dripped.agreed()).isEqualTo(whole.agreed());
    }
  }

  private static List<Preamble> all() {
    List<Preamble> all = new ArrayList<>();
    for (StartTls each : StartTls.values()) {
      all.add(Preamble.of(each, "a.example", InetAddress.getLoopbackAddress()));
    }
    all.add(Preamble.connect(Endpoint.parse("a.example:443")));
    return all;
  }

  private static byte[] said(StartTls protocol, String words) {
    return join((byte) Arrays.asList(StartTls.values()).indexOf(protocol), words);
  }

  private static byte[] join(byte first, String words) {
    byte[] all = new byte[words.length() + 1];
    all[0] = first;
    System.arraycopy(words.getBytes(ISO_8859_1), 0, all, 1, words.length());
    return all;
  }
}
