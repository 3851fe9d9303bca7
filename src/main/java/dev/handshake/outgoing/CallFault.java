package dev.handshake.outgoing;

import dev.handshake.certificate.Shown;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Why a call got no answer. What it says is safe to show and log. */
public sealed interface CallFault {
  /** One clause without a full stop. */
  String detail();

  /** The word of the contract that stands where a status would. */
  String code();

  /** The service's name has no address, it cannot be reached, or it ended the connection. */
  record Unreachable(String why) implements CallFault {
    @Override
    public String detail() {
      return "connection failed: " + why;
    }

    @Override
    public String code() {
      return "unreachable";
    }
  }

  /** No whole answer in the time of the call. */
  record TimedOut(Duration limit) implements CallFault {
    @Override
    public String detail() {
      return "no whole answer within " + limit.toMillis() + " ms";
    }

    @Override
    public String code() {
      return "timeout";
    }
  }

  /** The service did not prove who it is, or refused TLS: nothing was sent. */
  record Untrusted(String why) implements CallFault {
    @Override
    public String detail() {
      return "TLS failed: " + why;
    }

    @Override
    public String code() {
      return "untrusted";
    }
  }

  /** The body is longer than we read; the rest of it was left. */
  record TooLarge(int status, int limit) implements CallFault {
    @Override
    public String detail() {
      return "an answer of more than " + limit + " bytes";
    }

    @Override
    public String code() {
      return Integer.toString(status);
    }
  }

  /** What a failure of the network means. */
  static CallFault of(Throwable failure, Duration limit) {
    return switch (failure) {
      case CallException known -> known.fault();
      case TimeoutException _ -> new TimedOut(limit);
      default ->
          aboutCertificates(failure)
              ? new Untrusted(words(innermost(failure)))
              : new Unreachable(words(failure));
    };
  }

  /** Whether certificates are at fault, or TLS was refused: trying again does not mend it. */
  static boolean aboutCertificates(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
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

  /** What lies at the bottom of a failure: what wraps it says no more than that TLS failed. */
  static Throwable innermost(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : innermost(cause);
  }

  /** What cannot be read as HTTP is not repeated: it may repeat what we sent. */
  private static String words(Throwable failure) {
    if (failure instanceof IllegalArgumentException) {
      return "its answer is no HTTP";
    }
    String message = failure.getMessage();
    return Shown.text(message == null ? failure.getClass().getSimpleName() : message);
  }
}
