package dev.handshake.diagnosis;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** A table: products that open TLS to look inside, by the words their authorities go under. */
final class InspectionProducts {
  /** The attributes that hold a name; a company may well have its seat in Palo Alto. */
  private static final Set<String> NAMES = Set.of("CN", "O", "OU");

  /**
   * One product.
   *
   * @param words in lower case, one of which stands in the name, between other words
   */
  private record Product(String name, List<String> words) {
    static Product of(String name, String... words) {
      return new Product(name, List.of(words));
    }
  }

  private static final List<Product> TABLE =
      List.of(
          Product.of("Zscaler", "zscaler"),
          Product.of("Symantec ProxySG", "blue coat", "bluecoat", "proxysg"),
          Product.of("Palo Alto Networks", "palo alto networks"),
          Product.of("FortiGate", "fortinet", "fortigate"),
          Product.of("Netskope", "netskope", "goskope"),
          Product.of("Cisco Umbrella", "cisco umbrella", "opendns"),
          Product.of("Cloudflare Gateway", "gateway ca - cloudflare", "cloudflare for teams"),
          Product.of("Sophos", "sophos"),
          Product.of("Skyhigh", "mcafee", "skyhigh"),
          Product.of("Check Point", "check point software", "check point gateway"),
          Product.of("Barracuda", "barracuda"),
          Product.of("WatchGuard", "watchguard", "fireware"),
          Product.of("SonicWall", "sonicwall"),
          Product.of("Stormshield", "stormshield"),
          Product.of("Untangle", "untangle"),
          Product.of("Smoothwall", "smoothwall"),
          Product.of("Forcepoint", "forcepoint", "websense"),
          Product.of("iboss", "iboss"),
          Product.of("Cato Networks", "cato networks"),
          Product.of("Menlo Security", "menlo security"),
          Product.of("Lightspeed", "lightspeed systems", "lightspeed rocket"),
          Product.of("ContentKeeper", "contentkeeper"),
          Product.of("Securly", "securly"),
          Product.of("Trend Micro", "trend micro"),
          Product.of("Kaspersky", "kaspersky"),
          Product.of("Avast", "avast", "avg technologies"),
          Product.of("ESET", "eset ssl filter", "eset, spol"),
          Product.of("Bitdefender", "bitdefender"),
          Product.of("AdGuard", "adguard"),
          Product.of("Squid", "squid", "squid-cache"),
          Product.of("mitmproxy", "mitmproxy"),
          Product.of("sslsplit", "sslsplit"),
          Product.of("Charles", "charles proxy"),
          Product.of("Fiddler", "fiddler", "do_not_trust_fiddlerroot"),
          Product.of("Burp", "portswigger"),
          Product.of("Proxyman", "proxyman"),
          Product.of("ZAP", "owasp zap", "zaproxy"));

  private InspectionProducts() {}

  /** The product that an authority above the leaf names. */
  static Optional<String> named(X509Certificate leaf, Collection<X509Certificate> above) {
    return Stream.concat(
            Stream.of(leaf.getIssuerX500Principal()),
            above.stream().map(X509Certificate::getSubjectX500Principal))
        .distinct()
        .flatMap(name -> product(name).stream())
        .findFirst();
  }

  private static Optional<String> product(X500Principal name) {
    String text = name.getName().toLowerCase(Locale.ROOT);
    List<Product> possible = matching(text);
    if (possible.isEmpty()) {
      return Optional.empty();
    }
    return names(name).stream()
        .flatMap(value -> matching(value).stream())
        .map(Product::name)
        .findFirst();
  }

  private static List<Product> matching(String text) {
    return TABLE.stream()
        .filter(product -> product.words().stream().anyMatch(word -> stands(word, text)))
        .toList();
  }

  /** Whether words stand in a text and are no part of longer ones. */
  private static boolean stands(String words, String text) {
    int at = text.indexOf(words);
    while (at >= 0) {
      int end = at + words.length();
      boolean begins = at == 0 || !Character.isLetter(text.charAt(at - 1));
      boolean ends = end == text.length() || !Character.isLetter(text.charAt(end));
      if (begins && ends) {
        return true;
      }
      at = text.indexOf(words, at + 1);
    }
    return false;
  }

  private static List<String> names(X500Principal name) {
    try {
      return new LdapName(name.getName())
          .getRdns().stream()
              .filter(part -> NAMES.contains(part.getType().toUpperCase(Locale.ROOT)))
              .map(Rdn::getValue)
              .filter(String.class::isInstance)
              .map(value -> ((String) value).toLowerCase(Locale.ROOT))
              .toList();
    } catch (InvalidNameException unreadable) {
      return List.of();
    }
  }
}
