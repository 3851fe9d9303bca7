package dev.handshake.diagnosis;

import java.util.List;
import java.util.Locale;

/** Names that are known to be served under roots which the public trusts: Genesys Cloud, CXone. */
final class PublicNames {
  private static final List<String> DOMAINS =
      List.of(
          "mypurecloud.com",
          "mypurecloud.ie",
          "mypurecloud.de",
          "mypurecloud.jp",
          "mypurecloud.com.au",
          "pure.cloud",
          "us-gov-pure.cloud",
          "eusc-pure.cloud",
          "genesys.cloud",
          "genesyscloud.com",
          "niceincontact.com",
          "nice-incontact.com",
          "incontact.com",
          "nicecxone.com",
          "nicecxone-sov1.au",
          "nicecxone-sov1.eu");

  private PublicNames() {}

  /** Whether a host name is one of these domains or below one. */
  static boolean contain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return DOMAINS.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
  }
}
