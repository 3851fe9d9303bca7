package dev.handshake.certificate;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * The names of a certificate that a server may be verified by: the dNSName and iPAddress entries of
 * subjectAltName (RFC 5280, section 4.2.1.6).
 *
 * <p>They are read from the extension itself, since the JDK gives addresses as text and drops all
 * entries where one is malformed.
 */
final class SubjectNames {
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

  private final List<String> dnsNames = new ArrayList<>();
  private final List<byte[]> addresses = new ArrayList<>();

  private SubjectNames() {}

  /** Reads the names; what is malformed is no name. */
  static SubjectNames of(X509Certificate certificate) {
    SubjectNames names = new SubjectNames();
    byte[] extension = certificate.getExtensionValue(SUBJECT_ALTERNATIVE_NAME);
    if (extension != null) {
      try {
        byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
        ASN1Sequence.getInstance(inner)
            .forEach(entry -> names.add(ASN1TaggedObject.getInstance(entry)));
      } catch (RuntimeException malformed) {
        return names;
      }
    }
    return names;
  }

  private void add(ASN1TaggedObject entry) {
    switch (entry.getTagNo()) {
      case GeneralName.dNSName ->
          dnsNames.add(new String(octets(entry), StandardCharsets.ISO_8859_1));
      case GeneralName.iPAddress -> addresses.add(octets(entry));
      default -> {}
    }
  }

  private static byte[] octets(ASN1TaggedObject entry) {
    return ASN1OctetString.getInstance(entry, false).getOctets();
  }

  List<String> dnsNames() {
    return dnsNames;
  }

  /** The addresses as text, IPv6 as RFC 5952 has it; entries that are no address are left out. */
  List<String> ipAddresses() {
    return addresses.stream()
        .filter(address -> address.length == 4 || address.length == 16)
        .map(address -> address.length == 4 ? ipv4(address) : ipv6(address))
        .toList();
  }

  boolean hasAddress(byte[] wanted) {
    return addresses.stream().anyMatch(address -> Arrays.equals(address, wanted));
  }

  boolean isEmpty() {
    return dnsNames.isEmpty() && addresses.isEmpty();
  }

  private static String ipv4(byte[] address) {
    StringJoiner text = new StringJoiner(".");
    for (byte part : address) {
      text.add(Integer.toString(Byte.toUnsignedInt(part)));
    }
    return text.toString();
  }

  private static String ipv6(byte[] address) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = Byte.toUnsignedInt(address[2 * i]) << 8 | Byte.toUnsignedInt(address[2 * i + 1]);
    }
    int start = 0;
    int longest = 0;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && groups[i + run] == 0) {
        run++;
      }
      if (run > longest) {
        start = i;
        longest = run;
      }
    }
    if (longest < 2) {
      return hex(groups, 0, 8);
    }
    return hex(groups, 0, start) + "::" + hex(groups, start + longest, 8);
  }

  private static String hex(int[] groups, int from, int to) {
    StringJoiner text = new StringJoiner(":");
    for (int i = from; i < to; i++) {
      text.add(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
