package dev.handshake.lab;

import dev.handshake.target.StartTls;
import dev.handshake.target.TlsVersion;
import java.util.List;
import java.util.Set;

/** How a scenario is served. */
public sealed interface Serving {
  /**
   * By the JDK's TLS.
   *
   * @param versions those it speaks
   * @param ciphers IANA names, empty for the JDK's own
   */
  record Tls(
      ServerCertificate certificate,
      Set<TlsVersion> versions,
      List<String> ciphers,
      ClientAuth clientAuth,
      Answer answer,
      Set<Quirk> quirks)
      implements Serving {
    /** TLS 1.2 and 1.3 without client certificates, and nothing to say afterwards. */
    public static Tls showing(ServerCertificate certificate) {
      return new Tls(
          certificate,
          Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3),
          List.of(),
          ClientAuth.NONE,
          new Answer.Nothing(),
          Set.of());
    }

    public Tls {
      versions = Set.copyOf(versions);
      ciphers = List.copyOf(ciphers);
      quirks = Set.copyOf(quirks);
    }

    public Tls over(TlsVersion only) {
      return new Tls(certificate, Set.of(only), ciphers, clientAuth, answer, quirks);
    }

    public Tls withCiphers(String... names) {
      return new Tls(certificate, versions, List.of(names), clientAuth, answer, quirks);
    }

    public Tls with(ClientAuth other) {
      return new Tls(certificate, versions, ciphers, other, answer, quirks);
    }

    public Tls answering(Answer other) {
      return new Tls(certificate, versions, ciphers, clientAuth, other, quirks);
    }

    public Tls with(Quirk... habits) {
      return new Tls(certificate, versions, ciphers, clientAuth, answer, Set.of(habits));
    }
  }

  /** By the JDK's TLS, once a protocol that begins in plain text was asked for it. */
  record Introduced(StartTls protocol, Manners manners, Tls tls) implements Serving {}

  /** By another way of serving, behind an HTTP proxy. */
  record Proxied(Manners manners, Serving behind) implements Serving {}

  /** By a plain socket and a script. */
  record Raw(Script script) implements Serving {}

  /** By nobody: the port is taken, and nobody listens on it. */
  record ClosedPort() implements Serving {}

  /** By a socket that listens and never accepts, with as many clients waiting as it may have. */
  record FullBacklog() implements Serving {}

  /** Not at all: the scenario ends at its name or its route. */
  record Nowhere() implements Serving {}
}
