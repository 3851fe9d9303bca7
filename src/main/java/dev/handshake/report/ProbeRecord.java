package dev.handshake.report;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.RevocationEvidence;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Timings;
import dev.handshake.target.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is kept of a report: all that users see of it, without the bytes of certificates, staple and
 * answer.
 *
 * @param time when the probe began
 * @param ip the address dialled last, without a scope; where there is a proxy, the proxy's
 * @param localPort our port, once TLS could begin
 * @param connection present once TLS could begin; its staple and our port are left out
 * @param stapled whether an OCSP answer was stapled
 * @param chain the certificates as sent; empty where none was
 * @param revocation what each source said of revocation; empty where none was asked
 * @param http present once an answer's headers were read
 */
public record ProbeRecord(
    Target target,
    Instant time,
    Optional<String> ip,
    Timings timings,
    OptionalInt localPort,
    Optional<Connection> connection,
    boolean stapled,
    ClientAuthentication client,
    List<ChainLink> chain,
    OptionalInt verifiedDepth,
    List<RevocationEvidence> revocation,
    Optional<HttpHead> http,
    Diagnosis diagnosis) {
  public ProbeRecord {
    chain = List.copyOf(chain);
    revocation = List.copyOf(revocation);
  }

  public static ProbeRecord of(Report report) {
    List<ChainLink> chain = report.observation().chain().map(ChainLink::of).orElse(List.of());
    return of(report, chain);
  }

  /**
   * The same, with what is equal in an earlier record in its place: most of a target's records
   * differ in nothing but times, and what is held for long is dear to replace.
   */
  ProbeRecord sharing(ProbeRecord earlier) {
    return new ProbeRecord(
        target,
        time,
        either(earlier.ip, ip),
        timings,
        localPort,
        either(earlier.connection, connection),
        stapled,
        either(earlier.client, client),
        chain,
        either(earlier.verifiedDepth, verifiedDepth),
        either(earlier.revocation, revocation),
        either(earlier.http, http),
        diagnosis);
  }

  /** The earlier of two that are equal. */
  static <T> T either(T earlier, T now) {
    return earlier.equals(now) ? earlier : now;
  }

  static ProbeRecord of(Report report, List<ChainLink> chain) {
    Observation seen = report.observation();
    return new ProbeRecord(
        seen.target(),
        seen.time(),
        seen.remote().map(InetSocketAddress::getAddress).map(ProbeRecord::text),
        seen.timings(),
        seen.connection().map(Connection::localPort).orElse(OptionalInt.empty()),
        seen.connection().map(ProbeRecord::lasting),
        seen.connection().flatMap(Connection::ocspStaple).isPresent(),
        seen.client(),
        chain,
        report.chain().map(ChainFindings::verifiedDepth).orElse(OptionalInt.empty()),
        report.chain().map(ChainFindings::revocation).orElse(List.of()),
        seen.http().map(HttpHead::of),
        report.diagnosis());
  }

  /** The status of the HTTP answer, where there was one. */
  public OptionalInt httpStatus() {
    return http.map(HttpHead::status).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** Whether it was learnt if the server asks for a client certificate. */
  public boolean clientAuthenticationKnown() {
    return client.requested() || diagnosis.acceptance().isPresent();
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  private static Connection lasting(Connection seen) {
    return seen.lasting(seen.bytesIn(), seen.bytesOut());
  }
}
