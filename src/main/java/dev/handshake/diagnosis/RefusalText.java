package dev.handshake.diagnosis;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How products say in HTTP that they refuse a client certificate: one table of patterns over the
 * first of the body.
 *
 * <p>A certificate need not be one of TLS: shops sell gift certificates, banks certificates of
 * deposit. The word alone therefore never counts. Every repetition is bounded, so that the cost
 * grows with the length of a body alone, whatever is in it.
 */
final class RefusalText {
  /** Where a sentence, an element or a value of JSON begins. */
  private static final String BEGINNING = "(?:^|[.:;>\"'(\\[{]|\\b4\\d\\d(?: -)?)\\s{0,9}";

  private static final String END = "(?=\\s{0,9}(?:[.,:;<>\"')\\]}]|$))";

  private record Product(String name, Pattern pattern) {
    Product(String name, String... alternatives) {
      this(name, Pattern.compile(String.join("|", alternatives), Pattern.CASE_INSENSITIVE));
    }
  }

  private static final List<Product> PRODUCTS =
      List.of(
          new Product(
              "nginx, Kong, Azure Application Gateway",
              "No required (?:SSL|TLS) certificate was sent",
              "The SSL certificate error"),
          new Product(
              "Microsoft IIS",
              "\\b(?:HTTP(?: Error)?|Error(?: Code)?)[ :]{0,3}403\\.(?:7|1[2367])\\b",
              "\\b403\\.(?:7|1[2367]) (?:- )?Forbidden\\b"),
          new Product("Apache httpd", "Cannot perform Post-Handshake Authentication"),
          new Product("Go", "\\bx\\.?509\\b"),
          new Product(
              "OpenSSL",
              "certificate verify failed",
              "self[- ]signed certificate",
              "local issuer certificate",
              "verify the first certificate"),
          new Product(
              "any, of the client's certificate",
              "(?:client|\\bpeer)(?:'s)?[\\s_-]{0,3}(?:(?:SSL|TLS)[\\s_-]{1,3})?"
                  + "cert(?:s?\\b|ificate|_)"),
          new Product("any, of mutual TLS", "\\bmTLS\\b", "\\bmutual (?:TLS|SSL)\\b"),
          new Product(
              "any, of a certificate of TLS",
              "\\b(?:no|without|missing|requires?|required|invalid|expired|revoked|untrusted)\\b"
                  + "[^.<>]{0,30}\\b(?:SSL|TLS)[ -]certificate\\b",
              "\\b(?:SSL|TLS)[ -]certificate\\b[^.<>]{0,30}"
                  + "\\b(?:missing|required|not|invalid|expired|revoked|untrusted|error|failed|rejected)\\b"),
          new Product(
              "any, of nothing but a certificate",
              BEGINNING
                  + "(?:(?:an?|the|your|no|valid)\\s{1,9}){0,3}certificate"
                  + "(?:\\s(?:was|is|has|has been|verification|validation|authentication))?\\s(?:not )?"
                  + "(?:required|missing|expired|revoked|invalid|trusted|untrusted|rejected|refused"
                  + "|failed|error|sent|provided|presented|supplied)\\b",
              BEGINNING
                  + "(?:no|missing|invalid|untrusted|expired|revoked)\\s{1,9}certificate"
                  + END));

  private RefusalText() {}

  /** Whether a body names a certificate as what is refused. */
  static boolean namesCertificate(String body) {
    return PRODUCTS.stream().anyMatch(product -> product.pattern().matcher(body).find());
  }
}
