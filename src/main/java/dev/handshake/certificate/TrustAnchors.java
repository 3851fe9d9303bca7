package dev.handshake.certificate;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificates that paths may end in, and intermediates that are known without being sent.
 *
 * @param name of the trust store
 * @param anchors roots, and any other certificate that is trusted by itself
 * @param intermediates certificates that may complete a path but are not trusted by themselves
 * @param lists revocation lists at hand, of whatever issuers
 * @param version changes when any certificate or list does
 */
public record TrustAnchors(
    String name,
    Set<X509Certificate> anchors,
    List<X509Certificate> intermediates,
    List<RevocationList> lists,
    String version) {
  public TrustAnchors {
    anchors = Set.copyOf(anchors);
    intermediates = List.copyOf(intermediates);
    lists = List.copyOf(lists);
  }

  public static TrustAnchors of(
      String name, Set<X509Certificate> anchors, List<X509Certificate> intermediates) {
    byte[][] encoded =
        Stream.concat(
                anchors.stream().map(TrustAnchors::encoded).sorted(Arrays::compare),
                intermediates.stream().map(TrustAnchors::encoded))
            .toArray(byte[][]::new);
    return new TrustAnchors(name, anchors, intermediates, List.of(), Fingerprint.sha256(encoded));
  }

  /** The same, with other revocation lists at hand. */
  public TrustAnchors withLists(List<RevocationList> others) {
    byte[][] parts =
        Stream.concat(Stream.of(version), others.stream().map(RevocationList::fingerprint))
            .map(part -> part.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
    return others.isEmpty()
        ? new TrustAnchors(name, anchors, intermediates, others, version)
        : new TrustAnchors(name, anchors, intermediates, others, Fingerprint.sha256(parts));
  }

  /** The same, with more intermediates, which come after its own. */
  TrustAnchors knowing(List<X509Certificate> more) {
    if (more.isEmpty()) {
      return this;
    }
    byte[][] parts =
        Stream.concat(
                Stream.of(version.getBytes(StandardCharsets.US_ASCII)),
                more.stream().map(TrustAnchors::encoded))
            .toArray(byte[][]::new);
    return new TrustAnchors(
        name,
        anchors,
        Stream.concat(intermediates.stream(), more.stream()).toList(),
        lists,
        Fingerprint.sha256(parts));
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException unreadable) {
      throw new IllegalArgumentException("a parsed certificate that has no encoding", unreadable);
    }
  }
}
