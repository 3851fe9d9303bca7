package dev.handshake.genesys;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.revocation.ListSighting;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What the platform's side asks of the rest of the agent. All of it answers at once. */
public interface Surroundings {
  /** A trust store by its name. */
  TrustAnchors trust(String name);

  /** What a target named in the CertificateRequest it sent last; empty where it sent none. */
  Optional<List<String>> authorities(String target);

  /** The serial numbers of the roots in which the paths of a target's last chain end. */
  List<String> roots(String target);

  /** The name of the configured target that is probed at an endpoint. */
  Optional<String> targetAt(Endpoint endpoint);

  /** How discovered hosts are probed. */
  ProbeModule module();

  /** The configured targets that are gateways of data actions. */
  List<String> gateways();

  /**
   * What the revocation list that a certificate names says of it; empty where it names none.
   *
   * @param issuer under whose key the list must hold, where that is known
   */
  Future<Optional<ListSighting>> list(
      X509Certificate certificate, Optional<X509Certificate> issuer);
}
