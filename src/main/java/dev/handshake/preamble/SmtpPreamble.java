package dev.handshake.preamble;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

/**
 * STARTTLS of SMTP (RFC 3207).
 *
 * @param local our own address, by which we introduce ourselves (RFC 5321, section 4.1.3)
 */
record SmtpPreamble(InetAddress local) implements Preamble {
  private static final String SMTP = "SMTP";
  private static final int READY = 220;
  private static final int OK = 250;

  @Override
  public Step begin() {
    return Step.listen("greeting", this::greeting);
  }

  private Step greeting(Octets heard) {
    return Reply.judge(
        SMTP,
        heard,
        reply ->
            reply.code() == READY
                ? Step.command(reply.end(), "EHLO " + literal(), "EHLO", this::capabilities)
                : new Step.Refused("greeted us with " + reply.quoted()));
  }

  private Step capabilities(Octets heard) {
    return Reply.judge(
        SMTP,
        heard,
        reply -> {
          if (reply.code() != OK) {
            return reply.refused("EHLO");
          }
          return reply.lines().stream().skip(1).anyMatch(SmtpPreamble::offers)
              ? Step.command(reply.end(), "STARTTLS", "STARTTLS", this::go)
              : new Step.Refused("does not list STARTTLS: its answer to EHLO is " + reply.quoted());
        });
  }

  private Step go(Octets heard) {
    return Reply.judge(
        SMTP,
        heard,
        reply -> reply.code() == READY ? new Step.Agreed(reply.end()) : reply.refused("STARTTLS"));
  }

  private static boolean offers(String line) {
    return line.strip().toUpperCase(Locale.ROOT).matches("STARTTLS( .*)?");
  }

  private String literal() {
    String address = local.getHostAddress().replaceFirst("%.*", "");
    return local instanceof Inet6Address ? "[IPv6:" + address + "]" : "[" + address + "]";
  }
}
