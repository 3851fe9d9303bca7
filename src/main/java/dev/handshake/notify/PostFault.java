package dev.handshake.notify;

import dev.handshake.report.Printable;
import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What an answer or a fault means: whether to try again. */
final class PostFault {
  private static final int LONGEST = 200;
  private static final int TOO_MANY_REQUESTS = 429;

  private PostFault() {}

  /**
   * What a status means (RFC 9110, section 15); redirects are not followed, hence refusals.
   *
   * @param retryAfter the header, which may name a date
   */
  static Answer of(int status, @Nullable String retryAfter, Instant now) {
    if (status >= 200 && status < 300) {
      return new Answer.Taken();
    }
    String why = "answered with HTTP status " + status;
    return status == TOO_MANY_REQUESTS || status >= 500
        ? new Answer.Later(why, wish(retryAfter, now), false)
        : new Answer.Refused(why);
  }

  /**
   * What a fault means: certificates do not get better by trying again, connections may.
   *
   * @param sent whether the request had gone out
   */
  static Answer of(Throwable fault, boolean sent) {
    if (aboutCertificates(fault)) {
      return new Answer.Refused("TLS failed: " + words(fault));
    }
    return fault instanceof TimeoutException
        ? new Answer.Later("no answer within 5 s", Optional.empty(), sent)
        : new Answer.Later("connection failed: " + words(fault), Optional.empty(), sent);
  }

  private static boolean aboutCertificates(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return true;
      }
      String message = cause.getMessage();
      if (cause instanceof SSLException && message != null && message.contains("fatal alert")) {
        return true;
      }
    }
    return false;
  }

  private static String words(Throwable fault) {
    String message = fault.getMessage();
    return Printable.cut(message == null ? fault.getClass().getSimpleName() : message, LONGEST);
  }

  /** The time of a Retry-After header, in seconds or by a date (RFC 9110, section 10.2.3). */
  private static Optional<Duration> wish(@Nullable String text, Instant now) {
    if (text == null) {
      return Optional.empty();
    }
    return text.matches("\\d{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : date(text).map(date -> Duration.between(now, date)).filter(wait -> !wait.isNegative());
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
