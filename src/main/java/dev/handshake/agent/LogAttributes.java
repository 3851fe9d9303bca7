package dev.handshake.agent;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.PeerChain;
import dev.handshake.credential.Identity;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.report.ReportJson;
import dev.handshake.target.TlsVersion;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a report says, by the names of OpenTelemetry's semantic conventions (version 1.44, groups
 * server, network, error and tls) and in their spelling. What was not reached has no attribute.
 */
final class LogAttributes {
  private static final Map<String, String> CURVES =
      Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1", "X25519", "x25519");

  private final Map<String, Object> attributes = new LinkedHashMap<>();

  private LogAttributes() {}

  /**
   * The attributes in a fixed order: texts, numbers and booleans.
   *
   * @param identities by their configured names
   */
  static Map<String, Object> of(Report report, Function<String, Optional<Identity>> identities) {
    LogAttributes all = new LogAttributes();
    Observation seen = report.observation();
    all.network(seen);
    report.diagnosis().reason().map(Reason::word).ifPresent(it -> all.put("error.type", it));
    seen.connection().ifPresent(connection -> all.tls(connection, seen));
    seen.chain()
        .map(PeerChain::leaf)
        .ifPresent(leaf -> {
          all.put("tls.server.hash.sha256", leaf.fingerprint().toUpperCase(Locale.ROOT));
          leaf.facts().ifPresent(facts -> all.certificate("tls.server", facts));
        });
    shown(seen, identities)
        .ifPresent(facts -> {
          all.put("tls.client.hash.sha256", facts.fingerprintSha256().toUpperCase(Locale.ROOT));
          all.certificate("tls.client", facts);
        });
    return all.attributes;
  }

  private void network(Observation seen) {
    put("server.address", seen.target().endpoint().host());
    put("server.port", seen.target().endpoint().port());
    seen.remote()
        .map(InetSocketAddress::getAddress)
        .ifPresent(ip -> put("network.peer.address", ip.getHostAddress().replaceFirst("%.*", "")));
    seen.remote().ifPresent(peer -> put("network.peer.port", peer.getPort()));
  }

  private void tls(Connection connection, Observation seen) {
    put("tls.established", seen.outcome().reached(Stage.FINISHED));
    connection
        .protocol()
        .ifPresent(version -> {
          put("tls.protocol.name", "tls");
          put("tls.protocol.version", number(version));
          put("tls.resumed", connection.resumed());
        });
    connection.cipher().ifPresent(name -> put("tls.cipher", name));
    connection.group().ifPresent(name -> put("tls.curve", CURVES.getOrDefault(name, name)));
    connection.alpn().ifPresent(name -> put("tls.next_protocol", name));
  }

  private void certificate(String whose, CertificateFacts facts) {
    put(whose + ".subject", facts.subject());
    put(whose + ".issuer", facts.issuer());
    put(whose + ".not_after", ReportJson.time(facts.notAfter()));
  }

  private static Optional<CertificateFacts> shown(
      Observation seen, Function<String, Optional<Identity>> identities) {
    return seen.target()
        .module()
        .identity()
        .filter(_ -> seen.client().sent())
        .flatMap(identities)
        .flatMap(identity ->
            switch (identity) {
              case Identity.Usable usable -> CertificateFacts.of(usable.chain().getFirst());
              case Identity.Unusable _ -> Optional.empty();
            });
  }

  private static String number(TlsVersion version) {
    return switch (version) {
      case TLS_1_0 -> "1.0";
      case TLS_1_1 -> "1.1";
      case TLS_1_2 -> "1.2";
      case TLS_1_3 -> "1.3";
    };
  }

  private void put(String key, Object value) {
    attributes.put(key, value);
  }
}
