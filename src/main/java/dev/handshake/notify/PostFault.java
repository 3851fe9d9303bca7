package dev.handshake.notify;

import dev.handshake.outgoing.CallFault;
import dev.handshake.outgoing.RetryAfter;
import dev.handshake.report.Printable;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
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
        ? new Answer.Later(why, RetryAfter.of(retryAfter, now), false)
        : new Answer.Refused(why);
  }

  /**
   * What a fault means: certificates do not get better by trying again, connections may.
   *
   * @param sent whether the request had gone out
   */
  static Answer of(Throwable fault, boolean sent) {
    if (CallFault.aboutCertificates(fault)) {
      return new Answer.Refused("TLS failed: " + words(CallFault.innermost(fault)));
    }
    return fault instanceof TimeoutException
        ? new Answer.Later("no answer within 5 s", Optional.empty(), sent)
        : new Answer.Later("connection failed: " + words(fault), Optional.empty(), sent);
  }

  private static String words(Throwable fault) {
    String message = fault.getMessage();
    return Printable.cut(message == null ? fault.getClass().getSimpleName() : message, LONGEST);
  }
}
