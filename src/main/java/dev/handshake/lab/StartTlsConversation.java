package dev.handshake.lab;

import dev.handshake.target.StartTls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The server's side of a protocol that begins in plain text, up to its agreement to begin TLS.
 *
 * @param then what is done with the connection where it agrees
 */
record StartTlsConversation(StartTls protocol, Manners manners, Conversation then)
    implements Conversation {
  private static final int LONGEST_LINE = 1024;
  private static final byte[] NONSENSE = {0, 1, 2, 3, (byte) 0xfe, '?', '\r', '\n'};
  private static final String XMPP_TLS = " xmlns='urn:ietf:params:xml:ns:xmpp-tls'";
  private static final String STREAM =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
          + " xmlns:stream='http://etherx.jabber.org/streams' id='lab' from='"
          + LabPki.SERVER_NAME
          + "' version='1.0'>";
  private static final HexFormat HEX = HexFormat.of();

  @Override
  public void hold(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    switch (manners) {
      case SILENT -> Conversation.drain(in);
      case CLOSES -> Conversation.finish(socket);
      case RESETS -> {
        begin(out);
        in.read();
        socket.setSoLinger(true, 0);
      }
      case TALKS_NONSENSE -> {
        out.write(NONSENSE);
        Conversation.finish(socket);
      }
      case AGREES, INJECTS, REFUSES, OFFERS_NOT, WANTS_CREDENTIALS -> {
        if (agree(in, out)) {
          then.hold(socket);
        } else {
          Conversation.finish(socket);
        }
      }
    }
  }

  /** What is said before anything is heard, by those who begin. */
  private void begin(OutputStream out) throws IOException {
    switch (protocol) {
      case SMTP -> say(out, "220-lab.handshake.test ESMTP\r\n220 second line\r\n");
      case IMAP -> say(out, "* OK [CAPABILITY IMAP4rev1] lab ready\r\n");
      case POP3 -> say(out, "+OK lab ready\r\n");
      case FTP -> say(out, "220-lab\r\n 230 inner line\r\n220 ready\r\n");
      case MYSQL -> out.write(greeting());
      case LDAP, POSTGRES, XMPP -> {}
    }
  }

  private boolean agree(InputStream in, OutputStream out) throws IOException {
    begin(out);
    return switch (protocol) {
      case SMTP -> smtp(in, out);
      case IMAP -> imap(in, out);
      case POP3 -> pop3(in, out);
      case FTP -> ftp(in, out);
      case LDAP -> ldap(in, out);
      case POSTGRES -> postgres(in, out);
      case MYSQL -> mysql(in);
      case XMPP -> xmpp(in, out);
    };
  }

  private boolean smtp(InputStream in, OutputStream out) throws IOException {
    expect(in, "EHLO ");
    say(
        out,
        "250-lab.handshake.test\r\n250-SIZE 1000\r\n"
            + offered("250-STARTTLS\r\n")
            + "250 HELP\r\n");
    expect(in, "STARTTLS");
    return answer(out, "220 2.0.0 go ahead\r\n", "454 4.7.0 TLS not available just now\r\n");
  }

  private boolean imap(InputStream in, OutputStream out) throws IOException {
    String tag = expect(in, " CAPABILITY");
    say(
        out,
        "* CAPABILITY IMAP4rev1"
            + offered(" STARTTLS")
            + " LOGINDISABLED\r\n"
            + tag
            + " OK done\r\n");
    tag = expect(in, " STARTTLS");
    return answer(out, tag + " OK begin TLS now\r\n", tag + " NO not just now\r\n");
  }

  private boolean pop3(InputStream in, OutputStream out) throws IOException {
    String line = readLine(in);
    if (line.equals("CAPA")) { // openssl does not ask first
      say(out, "+OK list follows\r\nUSER\r\n" + offered("STLS\r\n") + ".\r\n");
      line = readLine(in);
    }
    check(line, "STLS");
    if (manners == Manners.OFFERS_NOT) {
      say(out, "-ERR unknown command\r\n");
      return false;
    }
    return answer(out, "+OK begin TLS now\r\n", "-ERR not just now\r\n");
  }

  private boolean ftp(InputStream in, OutputStream out) throws IOException {
    String line = readLine(in);
    if (line.equals("FEAT")) { // openssl asks first
      say(out, "211-Features\r\n AUTH TLS\r\n211 End\r\n");
      line = readLine(in);
    }
    check(line, "AUTH TLS");
    if (manners == Manners.OFFERS_NOT) {
      say(out, "500 unknown command\r\n");
      return false;
    }
    return answer(out, "234 go ahead\r\n", "431 not just now\r\n");
  }

  private boolean ldap(InputStream in, OutputStream out) throws IOException {
    byte[] head = in.readNBytes(2);
    String request = new String(in.readNBytes(head[1]), StandardCharsets.ISO_8859_1);
    if (!request.contains("1.3.6.1.4.1.1466.20037")) {
      throw new IOException("no StartTLS operation: " + request);
    }
    // An ExtendedResponse with result, matched name and message, its length in the long form.
    return switch (manners) {
      case OFFERS_NOT -> {
        out.write(HEX.parseHex("301702010178120a010204000404" + "6e6f7065" + "8a0568656c6c6f"));
        yield false;
      }
      case REFUSES -> {
        out.write(HEX.parseHex("300c02010178070a013404000400"));
        yield false;
      }
      default -> {
        out.write(HEX.parseHex("308400000010020101788400000007" + "0a010004000400"));
        yield injected(out);
      }
    };
  }

  private boolean postgres(InputStream in, OutputStream out) throws IOException {
    if (!HEX.formatHex(in.readNBytes(8)).equals("0000000804d2162f")) {
      throw new IOException("no SSLRequest");
    }
    if (manners == Manners.REFUSES) {
      say(out, "E\0\0\0 SFATAL\0C53300\0Mtoo many\0\0");
      return false;
    }
    return answer(out, "S", "N");
  }

  /** The client speaks TLS right behind its request, without an answer. */
  private static boolean mysql(InputStream in) throws IOException {
    byte[] request = in.readNBytes(36);
    if (request.length < 36 || (request[5] & 0x08) == 0) {
      throw new IOException("no SSLRequest: " + HEX.formatHex(request));
    }
    return true;
  }

  private byte[] greeting() {
    if (manners == Manners.REFUSES) {
      return packet("\u00ffi\u0004Host is blocked because of many connection errors");
    }
    String capabilities = manners == Manners.OFFERS_NOT ? "\u00ff\u00f7" : "\u00ff\u00ff";
    byte[] whole =
        packet(
            "\n8.0.99-lab\0\1\0\0\0abcdefgh\0"
                + capabilities
                + "!\2\0\u00ff\u00c1\u0015\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0mysql_native_password\0");
    return manners == Manners.INJECTS
        ? (text(whole) + "more").getBytes(StandardCharsets.ISO_8859_1)
        : whole;
  }

  private static byte[] packet(String content) {
    return ((char) content.length() + "\0\0\0" + content).getBytes(StandardCharsets.ISO_8859_1);
  }

  private boolean xmpp(InputStream in, OutputStream out) throws IOException {
    String opening = readElement(in, "<stream:stream");
    if (!opening.contains("to='" + LabPki.SERVER_NAME + "'")) {
      say(out, STREAM + "<stream:error><host-unknown/></stream:error></stream:stream>");
      return false;
    }
    String offer = offered("<starttls" + XMPP_TLS + "><required/></starttls>");
    say(out, STREAM + "<stream:features>" + offer + "<mechanisms/></stream:features>");
    readElement(in, "<starttls");
    return answer(out, "<proceed" + XMPP_TLS + "/>", "<failure" + XMPP_TLS + "/></stream:stream>");
  }

  private String offered(String words) {
    return manners == Manners.OFFERS_NOT ? "" : words;
  }

  private boolean answer(OutputStream out, String yes, String no) throws IOException {
    boolean agrees = manners == Manners.AGREES || manners == Manners.INJECTS;
    String more = manners == Manners.INJECTS ? "250 nobody asked for this\r\n" : "";
    say(out, agrees ? yes + more : no);
    return agrees;
  }

  private boolean injected(OutputStream out) throws IOException {
    if (manners == Manners.INJECTS) {
      out.write(1);
    }
    return true;
  }

  private static void say(OutputStream out, String words) throws IOException {
    out.write(words.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads a line with a command in it, and answers what stood before that, such as a tag. */
  private static String expect(InputStream in, String command) throws IOException {
    String line = readLine(in);
    check(line, command);
    return line.substring(0, line.toUpperCase(Locale.ROOT).indexOf(command));
  }

  private static void check(String line, String command) throws IOException {
    if (!line.toUpperCase(Locale.ROOT).contains(command)) {
      throw new IOException(line + " (expected: " + command + ")");
    }
  }

  private static String readLine(InputStream in) throws IOException {
    return readUntil(in, "", '\n').strip();
  }

  private static String readElement(InputStream in, String name) throws IOException {
    return readUntil(in, name, '>');
  }

  /** Reads byte by byte, since what comes behind is not ours. */
  private static String readUntil(InputStream in, String contained, char end) throws IOException {
    StringBuilder text = new StringBuilder();
    int next;
    do {
      next = in.read();
      if (next < 0 || text.length() > LONGEST_LINE) {
        throw new IOException("ended with: " + text);
      }
      text.append((char) next);
    } while (next != end || text.indexOf(contained) < 0);
    return text.toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
