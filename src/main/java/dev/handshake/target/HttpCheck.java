package dev.handshake.target;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one HTTP/1.1 request that a probe may send after the handshake, and the answer it hopes for.
 *
 * @param path the request target, beginning with a slash
 * @param expectStatus status codes that count as success, 100 to 599
 * @param timeout from the request to the last header of the answer
 * @param oauth whose access token the request bears (RFC 6750, section 2.1), which is as secret as
 *     a secret header
 */
public record HttpCheck(
    String method,
    String path,
    Map<String, HeaderValue> headers,
    Set<Integer> expectStatus,
    Duration timeout,
    Optional<OauthClient> oauth) {
  /** A request without an access token. */
  public HttpCheck(
      String method,
      String path,
      Map<String, HeaderValue> headers,
      Set<Integer> expectStatus,
      Duration timeout) {
    this(method, path, headers, expectStatus, timeout, Optional.empty());
  }

  public HttpCheck {
    if (!method.matches("[A-Z]{1,20}")) {
      throw new IllegalArgumentException(
          "method: " + method + " (expected: an HTTP method in capitals, such as GET)");
    }
    if (!path.matches("/[!-~]*")) {
      throw new IllegalArgumentException(
          "path: " + path + " (expected: a slash, then visible ASCII)");
    }
    headers = Map.copyOf(new LinkedHashMap<>(headers));
    expectStatus = Set.copyOf(expectStatus);
    if (expectStatus.isEmpty()
        || expectStatus.stream().anyMatch(status -> status < 100 || status > 599)) {
      throw new IllegalArgumentException(
          "expect_status: " + expectStatus + " (expected: codes from 100 to 599)");
    }
    Positive.require("http.timeout", timeout);
    if (oauth.isPresent()
        && headers.keySet().stream().anyMatch("authorization"::equalsIgnoreCase)) {
      throw new IllegalArgumentException(
          "headers.Authorization: (hidden) (expected: either this header or oauth)");
    }
  }

  public HttpCheck withPath(String other) {
    return new HttpCheck(method, other, headers, expectStatus, timeout, oauth);
  }

  public HttpCheck withTimeout(Duration other) {
    return new HttpCheck(method, path, headers, expectStatus, other, oauth);
  }

  public HttpCheck withExpectStatus(Set<Integer> others) {
    return new HttpCheck(method, path, headers, others, timeout, oauth);
  }

  public HttpCheck withOauth(Optional<OauthClient> other) {
    return new HttpCheck(method, path, headers, expectStatus, timeout, other);
  }

  /**
   * A header's value. One that came from a file or the environment is secret: it is never printed,
   * and never sent to a server whose chain and name have not verified.
   */
  public record HeaderValue(String value, boolean secret) {
    public HeaderValue {
      if (!value.matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
        throw new IllegalArgumentException(
            "header value: (hidden) (expected: no line breaks or control characters)");
      }
    }

    @Override
    public String toString() {
      return secret ? "<secret>" : value;
    }
  }
}
