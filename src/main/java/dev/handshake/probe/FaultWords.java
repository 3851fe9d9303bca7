package dev.handshake.probe;

import dev.handshake.certificate.Shown;
import java.util.Locale;

/** A fault or shortage of our own in words for whoever runs the agent; the log has the stack. */
final class FaultWords {
  private static final String UNTOLD = "its log tells more";

  private FaultWords() {}

  /** One clause without names of classes. */
  static String of(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String text = message.toLowerCase(Locale.ROOT);
    if (text.contains("too many open files")) {
      return "no file descriptor is left (Too many open files)";
    }
    if (text.contains("cannot assign requested address")) {
      return "no local port is left to connect from (Cannot assign requested address)";
    }
    if (text.contains("no buffer space") || cause instanceof OutOfMemoryError) {
      return "no memory is left";
    }
    return cause.getMessage() == null || message.isBlank() || namesAClass(message)
        ? UNTOLD
        : Shown.text(message);
  }

  /** As {@link Throwable#toString} does, which messages repeat that are made of a cause. */
  private static boolean namesAClass(String message) {
    return message.matches("(?s).*\\b[a-z]+(\\.[a-z0-9]+)+\\.[A-Z]\\w*.*");
  }
}
