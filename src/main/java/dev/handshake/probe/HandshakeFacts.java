package dev.handshake.probe;

import dev.handshake.certificate.PeerChain;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Evidence;
import dev.handshake.target.TlsVersion;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What wire, engine and witness together know of one handshake, at any moment of it. */
final class HandshakeFacts {
  /** More than any server sends with reason, and few enough to keep. */
  private static final int MAX_CERTIFICATES = 256;

  private final WireTap tap;
  private final TlsEngines.Prepared tls;
  private final boolean identityShown;
  private Optional<byte[]> staple = Optional.empty();
  private Optional<String> alpn = Optional.empty();
  private List<byte[]> unshown = List.of();
  private boolean finished;

  HandshakeFacts(WireTap tap, TlsEngines.Prepared tls, boolean identityShown) {
    this.tap = tap;
    this.tls = tls;
    this.identityShown = identityShown;
  }

  /** Reads what the engine tells once the handshake is done. */
  void handshakeDone(SslHandler handler) {
    finished = true;
    tap.handshakeDone();
    alpn = Optional.ofNullable(handler.applicationProtocol());
    staple = EngineFacts.staple(tls.engine());
  }

  /** The OCSP response that was sent with the chain, as far as the server's flight was read. */
  Optional<byte[]> staple() {
    return staple.or(() -> tap.flight().staple());
  }

  boolean isTls13() {
    return tap.flight().isTls13();
  }

  /** Whether a CertificateRequest came within the handshake. */
  boolean requested() {
    return tls.witness().requested() || tap.flight().certificateRequested();
  }

  /** How far the handshake itself has come. */
  Stage stage() {
    if (finished) {
      return Stage.FINISHED;
    }
    if (tap.secondFlightLeft()) {
      return Stage.CLIENT_CERTIFICATE;
    }
    if (!sentChain().isEmpty()) {
      return Stage.CERTIFICATE;
    }
    return tap.flight().helloSeen() ? Stage.SERVER_HELLO : Stage.CLIENT_HELLO;
  }

  /**
   * Looks into the engine's memory for certificates that it has read and shown to nobody; an engine
   * that has failed remembers them no more.
   */
  void lookForChain() {
    if (!finished && isTls13() && sentChain().isEmpty()) {
      unshown = EngineFacts.chain(tls.engine());
    }
  }

  /** The certificates as sent. */
  Optional<PeerChain> chain() {
    return chain(sentChain());
  }

  static Optional<PeerChain> chain(List<byte[]> der) {
    return der.isEmpty()
        ? Optional.empty()
        : Optional.of(PeerChain.ofDer(der.subList(0, Math.min(der.size(), MAX_CERTIFICATES))));
  }

  /** From whoever knows them: the trust manager, the wire, or the engine's memory. */
  private List<byte[]> sentChain() {
    if (!tls.witness().chain().isEmpty()) {
      return tls.witness().chain();
    }
    return tap.flight().chain().isEmpty() ? unshown : tap.flight().chain();
  }

  ClientAuthentication client(Optional<Evidence> evidence) {
    boolean late = tap.flight().renegotiationAsked();
    boolean sent = requested() && identityShown && (tap.secondFlightLeft() || finished);
    return new ClientAuthentication(
        requested() || late, late, sent, tls.witness().authorities(), evidence);
  }

  Connection connection() {
    return connection(Optional.of(tls.kind()), tap, alpn, staple());
  }

  /** What the wire tells of a connection, and the engine, if there was one, besides. */
  static Connection connection(
      Optional<Engine> engine, WireTap tap, Optional<String> alpn, Optional<byte[]> staple) {
    ServerFlight flight = tap.flight();
    return new Connection(
        engine,
        flight.version().flatMap(TlsVersion::ofCode),
        flight.suite().map(TlsNames::suite),
        flight.group().map(TlsNames::group),
        flight.signatureScheme().map(TlsNames::signatureScheme),
        alpn,
        flight.resumed(),
        flight.helloRetryRequest(),
        flight.serverNameWarning(),
        false,
        OptionalInt.empty(),
        staple,
        tap.bytesIn(),
        tap.bytesOut());
  }
}
