package dev.handshake.report;

import dev.handshake.observation.HttpAnswer;
import java.util.OptionalLong;

/**
 * What is kept of an HTTP answer.
 *
 * @param version such as {@code HTTP/1.1}
 * @param contentLength of the header of that name, in bytes
 */
public record HttpHead(int status, String version, OptionalLong contentLength) {
  static HttpHead of(HttpAnswer answer) {
    return new HttpHead(answer.status(), answer.version(), answer.contentLength());
  }
}
