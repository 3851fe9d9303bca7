package dev.handshake.lab;

import static dev.handshake.lab.Expected.failure;
import static dev.handshake.lab.Expected.success;

import dev.handshake.lab.Serving.Introduced;
import dev.handshake.lab.Serving.Proxied;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Route;
import dev.handshake.target.StartTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of servers that TLS does not begin with: behind a proxy, or behind a preamble. */
final class Ways {
  private static final ProbeModule PLAIN =
      ProbeModule.DEFAULT.withName("lab").withTrust(LabPki.TRUST).withTiming(Scenarios.TIMING);
  private static final Serving.Tls FINE = Serving.Tls.showing(ServerCertificate.FINE);
  private static final Expected PLAINLY = success().with(Acceptance.NOT_REQUESTED);

  private Ways() {}

  static List<Scenario> all() {
    List<Scenario> rows = new ArrayList<>(proxies());
    for (StartTls protocol : StartTls.values()) {
      rows.add(agreeing(protocol));
      rows.add(refusing(protocol, "refused", "refuses to begin TLS", Manners.REFUSES));
      rows.add(refusing(protocol, "not-offered", "does not offer TLS", Manners.OFFERS_NOT));
    }
    rows.addAll(oddities());
    return rows;
  }

  private static List<Scenario> proxies() {
    return List.of(
        proxied(
                "proxy-ok",
                "leads to a good server by a name that only it knows",
                Manners.AGREES,
                PLAINLY)
            .dialling(LabDns.NOT_FOUND),
        proxied("proxy-refused", "forbids the connection", Manners.REFUSES, proxyFailed()),
        proxied("proxy-auth", "wants credentials", Manners.WANTS_CREDENTIALS, proxyFailed()),
        proxied("proxy-no-connect", "does not know CONNECT", Manners.OFFERS_NOT, proxyFailed()),
        proxied("proxy-nonsense", "is none", Manners.TALKS_NONSENSE, proxyFailed()),
        proxied("proxy-silence", "says nothing", Manners.SILENT, proxyFailed()),
        proxied("proxy-closes", "closes the connection", Manners.CLOSES, proxyFailed()),
        proxied("proxy-resets", "resets the connection", Manners.RESETS, proxyFailed()),
        proxied(
            "proxy-to-banner",
            "leads to a server that speaks first, and not in TLS",
            Manners.INJECTS,
            failure(Reason.NOT_TLS)),
        row(
            "proxy-starttls",
            "A good directory server behind a proxy.",
            new Proxied(Manners.AGREES, new Introduced(StartTls.LDAP, Manners.AGREES, FINE)),
            asking(StartTls.LDAP),
            PLAINLY));
  }

  private static List<Scenario> oddities() {
    return List.of(
        introduced("injected", "agrees to begin TLS and says more in plain text", Manners.INJECTS),
        introduced("nonsense", "speaks no SMTP", Manners.TALKS_NONSENSE),
        introduced("silence", "says nothing", Manners.SILENT),
        introduced("closes", "closes the connection instead of a greeting", Manners.CLOSES),
        introduced("resets", "resets the connection after EHLO", Manners.RESETS),
        row(
            "starttls-smtp-expired",
            "A mail server whose certificate ended yesterday.",
            new Introduced(
                StartTls.SMTP, Manners.AGREES, Serving.Tls.showing(ServerCertificate.EXPIRED)),
            asking(StartTls.SMTP),
            failure(Reason.CERTIFICATE_EXPIRED)));
  }

  private static Scenario agreeing(StartTls protocol) {
    return row(
        "starttls-" + protocol.word(),
        "A good server of %s that begins TLS when asked.".formatted(name(protocol)),
        new Introduced(protocol, Manners.AGREES, FINE),
        asking(protocol),
        PLAINLY);
  }

  private static Scenario refusing(StartTls protocol, String suffix, String what, Manners manners) {
    return row(
        "starttls-" + protocol.word() + "-" + suffix,
        "A server of %s that %s.".formatted(name(protocol), what),
        new Introduced(protocol, manners, FINE),
        asking(protocol),
        failure(Reason.STARTTLS_FAILED));
  }

  private static Scenario introduced(String suffix, String what, Manners manners) {
    return row(
        "starttls-" + suffix,
        "A mail server that %s.".formatted(what),
        new Introduced(StartTls.SMTP, manners, FINE),
        asking(StartTls.SMTP),
        failure(Reason.STARTTLS_FAILED));
  }

  private static Scenario proxied(String name, String what, Manners manners, Expected expected) {
    return row(
        name, "A proxy that %s.".formatted(what), new Proxied(manners, FINE), PLAIN, expected);
  }

  private static Expected proxyFailed() {
    return failure(Reason.PROXY_FAILED);
  }

  private static ProbeModule asking(StartTls protocol) {
    return PLAIN.withName("lab-" + protocol.word()).withRoute(Route.DEFAULT.withStarttls(protocol));
  }

  private static String name(StartTls protocol) {
    return protocol.word().toUpperCase(Locale.ROOT);
  }

  private static Scenario row(
      String name, String description, Serving serving, ProbeModule module, Expected expected) {
    return new Scenario(
        name, description, serving, module, Street.ADDRESS, LabPki.SERVER_NAME, expected);
  }
}
