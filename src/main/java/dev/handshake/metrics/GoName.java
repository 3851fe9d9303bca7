package dev.handshake.metrics;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.RFC4519Style;

/**
 * A distinguished name as Go writes it, and thus blackbox_exporter: the attributes that Go knows in
 * an order of Go's own, those of one kind joined by a plus sign, then all others in hexadecimal,
 * last first.
 */
final class GoName {
  /** The order in which Go writes what it knows. */
  private static final Map<ASN1ObjectIdentifier, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put(BCStyle.SERIALNUMBER, "SERIALNUMBER");
    KNOWN.put(BCStyle.CN, "CN");
    KNOWN.put(BCStyle.OU, "OU");
    KNOWN.put(BCStyle.O, "O");
    KNOWN.put(BCStyle.POSTAL_CODE, "POSTALCODE");
    KNOWN.put(BCStyle.STREET, "STREET");
    KNOWN.put(BCStyle.L, "L");
    KNOWN.put(BCStyle.ST, "ST");
    KNOWN.put(BCStyle.C, "C");
  }

  private GoName() {}

  /**
   * Rewrites a name. It is not read by the JDK, which loses what follows a backslash at the end of
   * a value.
   *
   * @param rfc4514 a certificate's subject or issuer
   * @return the name itself where it cannot be read
   */
  static String of(String rfc4514) {
    try {
      return written(new X500Name(RFC4519Style.INSTANCE, rfc4514));
    } catch (IllegalArgumentException unreadable) {
      return rfc4514;
    }
  }

  private static String written(X500Name name) {
    Map<ASN1ObjectIdentifier, List<String>> known = new LinkedHashMap<>();
    KNOWN.keySet().forEach(type -> known.put(type, new ArrayList<>()));
    Deque<String> others = new ArrayDeque<>();
    for (RDN set : name.getRDNs()) {
      for (AttributeTypeAndValue attribute : set.getTypesAndValues()) {
        List<String> ofKind = known.get(attribute.getType());
        if (ofKind == null) {
          others.addFirst(other(attribute));
        } else {
          add(attribute, ofKind);
        }
      }
    }
    StringJoiner text = new StringJoiner(",");
    known.values().stream()
        .filter(ofKind -> !ofKind.isEmpty())
        .forEach(ofKind -> text.add(String.join("+", ofKind)));
    others.forEach(text::add);
    return text.toString();
  }

  /** Go keeps the last common name and the last serial number alone. */
  private static void add(AttributeTypeAndValue attribute, List<String> ofKind) {
    ASN1ObjectIdentifier type = attribute.getType();
    if (type.equals(BCStyle.CN) || type.equals(BCStyle.SERIALNUMBER)) {
      ofKind.clear();
    }
    ofKind.add(known(attribute));
  }

  private static String known(AttributeTypeAndValue attribute) {
    return KNOWN.get(attribute.getType()) + "=" + escaped(text(attribute));
  }

  private static String text(AttributeTypeAndValue attribute) {
    return attribute.getValue() instanceof ASN1String string ? string.getString() : "";
  }

  private static String other(AttributeTypeAndValue attribute) {
    ASN1Primitive value = attribute.getValue().toASN1Primitive();
    if (value instanceof ASN1String) {
      String text = text(attribute);
      value =
          DERPrintableString.isPrintableString(text)
              ? new DERPrintableString(text)
              : new DERUTF8String(text);
    }
    return attribute.getType().getId() + "=#" + hex(value);
  }

  private static String hex(ASN1Primitive value) {
    try {
      return HexFormat.of().formatHex(value.getEncoded("DER"));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      if (acts(text, index)) {
        escaped.append('\\');
      }
      escaped.append(text.charAt(index));
    }
    return escaped.toString();
  }

  private static boolean acts(String text, int index) {
    boolean first = index == 0;
    return switch (text.charAt(index)) {
      case ',', '+', '"', '\\', '<', '>', ';' -> true;
      case ' ' -> first || index == text.length() - 1;
      case '#' -> first;
      default -> false;
    };
  }
}
