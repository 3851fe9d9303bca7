package dev.handshake.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/** What is sent to deploy a domain's certificate: its key is in it, and is never shown. */
final class DomainPayload {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  /** So much of a key in a row is no accident. */
  private static final int TELLING = 12;

  /** More than is ever shown of a text. */
  private static final int LONGEST = 400;

  private final String domain;
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  /**
   * @param chain as it is to be sent to clients, leaf first
   */
  DomainPayload(String domain, List<X509Certificate> chain, PrivateKey key) {
    this.domain = domain;
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /** As it is sent. */
  JsonNode whole() {
    return with(pem("PRIVATE KEY", key.getEncoded()));
  }

  /** As it may be shown. */
  JsonNode masked() {
    return with("<secret>");
  }

  /** Whether the beginning of a peer's text repeats a part of the key, in whatever lines. */
  boolean isSecret(String text) {
    String own = Base64.getEncoder().encodeToString(key.getEncoded());
    String said = text.substring(0, Math.min(text.length(), LONGEST)).replaceAll("\\s", "");
    return IntStream.rangeClosed(0, said.length() - TELLING)
        .mapToObj(at -> said.substring(at, at + TELLING))
        .anyMatch(own::contains);
  }

  private ObjectNode with(String privateKey) {
    ObjectNode payload =
        JsonNodeFactory.instance
            .objectNode()
            .put("domain", domain)
            .put("certificate", pem(chain.getFirst()))
            .put("privateKey", privateKey);
    if (chain.size() > 1) {
      StringBuilder others = new StringBuilder();
      chain.stream().skip(1).map(DomainPayload::pem).forEach(others::append);
      payload.put("certificateChain", others.toString());
    }
    payload.put("type", "web");
    payload.putObject("settings").put("tlsVersion", "TLSv1.2").put("ocspStapling", true);
    return payload;
  }

  private static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalArgumentException("a parsed certificate that has no encoding", impossible);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, LINES.encodeToString(der));
  }

  /** Names the domain and never the key. */
  @Override
  public String toString() {
    return "DomainPayload[" + domain + "]";
  }
}
