package dev.handshake.diagnosis;

import dev.handshake.observation.HttpAnswer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How products say in HTTP that they refuse a client certificate: one table of patterns over the
 * first of the body.
 */
final class RefusalText {
  private record Product(String name, boolean missing, Pattern pattern) {
    Product(String name, boolean missing, String regex) {
      this(name, missing, Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }
  }

  private static final List<Product> PRODUCTS =
      List.of(
          new Product("nginx", true, "No required SSL certificate was sent"),
          new Product("nginx", false, "The SSL certificate error"),
          new Product("Microsoft IIS", true, "403\\.7\\b|requires a client certificate"),
          new Product("Microsoft IIS", false, "403\\.1[236]\\b"),
          new Product("Apache httpd", true, "Cannot perform Post-Handshake Authentication"),
          new Product(
              "AWS API Gateway", false, "client certificate.{0,40}(invalid|not trusted|expired)"),
          new Product(
              "Azure",
              true,
              "client certificate.{0,40}(is )?(required|missing|not (provided|presented))"),
          new Product(
              "any",
              true,
              "(no|missing|require[ds]?|need(ed|s)?|without)\\b.{0,40}\\b(client|ssl|tls)[ -]certificate"),
          new Product(
              "any",
              true,
              "\\b(client|ssl|tls)[ -]certificate\\b.{0,40}\\b(required|missing|not (sent|provided|presented|supplied))"),
          new Product("any", false, "\\b(client|ssl|tls|peer|x\\.?509)[ -]certificate"),
          new Product(
              "any",
              false,
              "\\bcertificate\\b.{0,60}\\b(invalid|expired|revoked|untrusted|not trusted|rejected|denied|error|verif)"));

  private RefusalText() {}

  /**
   * Whether an answer names a certificate as what it refuses.
   *
   * @return empty where it does not; else whether it says that the certificate was missing
   */
  static Optional<Boolean> saysMissing(HttpAnswer answer) {
    return PRODUCTS.stream()
        .filter(product -> product.pattern().matcher(answer.body()).find())
        .findFirst()
        .map(Product::missing);
  }
}
