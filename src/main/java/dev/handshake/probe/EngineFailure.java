package dev.handshake.probe;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Alert.Direction;
import dev.handshake.observation.Outcome.BreakOff;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a TLS library's exception says, read from its text: neither library offers it otherwise. */
final class EngineFailure {
  /**
   * BoringSSL packs library and reason into eight hex digits; an alert N received is the reason
   * 1000 + N.
   */
  private static final Pattern BORING =
      Pattern.compile("error:([0-9a-fA-F]{8}):[^:]*:[^:]*:([A-Z0-9_]+)");

  private static final Pattern JDK =
      Pattern.compile("Received (?:fatal|close_notify) alert: ([a-z_]+)");
  private static final int ALERT_OFFSET = 1000;
  private static final int DETAIL = 200;

  private static final Pattern PROTOCOL =
      Pattern.compile(
          "UNSUPPORTED_PROTOCOL|WRONG_SSL_VERSION|selected protocol version|not accepted by client");
  private static final Pattern PARAMETERS =
      Pattern.compile(
          "WRONG_CIPHER_RETURNED|UNKNOWN_CIPHER_RETURNED|WRONG_CURVE|BAD_ECC_CERT|UNSUPPORTED_ELLIPTIC_CURVE"
              + "|WRONG_SIGNATURE_TYPE|NO_COMMON_SIGNATURE_ALGORITHMS|UNKNOWN_CERTIFICATE_TYPE"
              + "|WRONG_CERTIFICATE_TYPE|DH_P_TOO_LONG|BAD_DH_P_LENGTH|BAD_RSA|UNSUPPORTED_ALGORITHM"
              + "|UNKNOWN_KEY_EXCHANGE_TYPE|UNSUPPORTED_CIPHER|MODULUS_TOO|KEY_TOO_SMALL|INVALID_SIGNATURE_ALGORITHM"
              + "|algorithm constraints|improper ciphersuite|Unsupported (?!handshake)|not supported|No common|Inappropriate group");
  private static final Pattern CLOSED =
      Pattern.compile("[Cc]onnection closed|closed already|Received close_notify during handshake");
  private static final Pattern TOO_LARGE =
      Pattern.compile(
          "EXCESSIVE_MESSAGE_SIZE|exceeds the maximum allowed size|maximum message size");

  private EngineFailure() {}

  /** The alert that the peer sent, if that is what happened. */
  static Optional<Alert> alert(Throwable failure) {
    return messages(failure).flatMap(message -> alertIn(message).stream()).findFirst();
  }

  private static Optional<Alert> alertIn(String message) {
    Matcher boring = BORING.matcher(message);
    if (boring.find()) {
      int reason = Integer.parseUnsignedInt(boring.group(1), 16) & 0xfff;
      return reason >= ALERT_OFFSET && reason < ALERT_OFFSET + 256
          ? Optional.of(new Alert(Direction.RECEIVED, reason - ALERT_OFFSET))
          : Optional.empty();
    }
    Matcher jdk = JDK.matcher(message);
    if (jdk.find()) {
      var code = Alert.codeOf(jdk.group(1));
      return code.isPresent()
          ? Optional.of(new Alert(Direction.RECEIVED, code.getAsInt()))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /** Whether a failure is about what the peer sent or did, and not a fault in our own code. */
  static boolean isOfThePeer(Throwable failure) {
    return failure instanceof IOException || failure instanceof DecoderException;
  }

  /** Whether a message was larger than the library reads. */
  static boolean tooLarge(Throwable failure) {
    return messages(failure).anyMatch(message -> TOO_LARGE.matcher(message).find());
  }

  /** Whether the connection simply ended under the library. */
  static boolean closed(Throwable failure) {
    return failure instanceof ClosedChannelException
        || messages(failure).anyMatch(message -> CLOSED.matcher(message).find());
  }

  /** Why our own library broke off. */
  static BreakOff breakOff(Throwable failure) {
    if (messages(failure).anyMatch(message -> PROTOCOL.matcher(message).find())) {
      return BreakOff.PROTOCOL;
    }
    if (messages(failure).anyMatch(message -> PARAMETERS.matcher(message).find())) {
      return BreakOff.PARAMETERS;
    }
    return BreakOff.VIOLATION;
  }

  /** The library's own words, cut. */
  static String detail(Throwable failure) {
    String text =
        messages(failure)
            .reduce((outer, inner) -> inner)
            .orElse(failure.getClass().getSimpleName());
    Matcher boring = BORING.matcher(text);
    String words = boring.find() ? boring.group(2) : text;
    return words.length() > DETAIL ? words.substring(0, DETAIL) : words;
  }

  private static Stream<String> messages(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(8)
        .map(Throwable::getMessage)
        .filter(Objects::nonNull);
  }
}
