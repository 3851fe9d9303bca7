package dev.handshake.preamble;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The StartTLS operation of LDAP (RFC 4511, section 4.14), in BER. */
record LdapPreamble() implements Preamble {
  private static final String OID = "1.3.6.1.4.1.1466.20037";
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int ENUMERATED = 0x0a;
  private static final int EXTENDED_REQUEST = 0x77;
  private static final int EXTENDED_RESPONSE = 0x78;
  private static final int REQUEST_NAME = 0x80;
  private static final int LONG_FORM = 0x80;
  private static final int LONGEST_LENGTH = 4;

  @Override
  public Step begin() {
    return new Step.Say(0, request(), "answer to StartTLS", LdapPreamble::answer);
  }

  private static Octets request() {
    byte[] name = OID.getBytes(StandardCharsets.US_ASCII);
    byte[] head = {
      SEQUENCE,
      (byte) (7 + name.length),
      INTEGER,
      1,
      1,
      EXTENDED_REQUEST,
      (byte) (2 + name.length),
      (byte) REQUEST_NAME,
      (byte) name.length
    };
    return Octets.of(head).and(name);
  }

  private static Step answer(Octets heard) {
    if (heard.size() == 0) {
      return new Step.More();
    }
    if (heard.octet(0) != SEQUENCE) {
      return nonsense(heard);
    }
    if (isHalfLength(heard)) {
      return new Step.More();
    }
    Optional<Element> message = Element.at(heard, 0, MOST_BYTES);
    if (message.isEmpty()) {
      return nonsense(heard);
    }
    return heard.size() < message.get().end()
        ? new Step.More()
        : judge(heard, message.get()).orElseGet(() -> nonsense(heard));
  }

  /** Reads the result of an ExtendedResponse, a Notice of Disconnection being one too. */
  private static Optional<Step> judge(Octets heard, Element message) {
    return message
        .first(heard, INTEGER)
        .flatMap(id -> Element.at(heard, id.end(), message.end()))
        .filter(response -> response.tag() == EXTENDED_RESPONSE)
        .flatMap(response ->
            response
                .first(heard, ENUMERATED)
                .flatMap(code -> {
                  if (code.end() - code.content() != 1) {
                    return Optional.empty();
                  }
                  int result = heard.octet(code.content());
                  return result == 0
                      ? Optional.of(new Step.Agreed(message.end()))
                      : Optional.of(refused(result, said(heard, code.end(), response.end())));
                }));
  }

  private static Step refused(int result, Optional<String> said) {
    return new Step.Refused(
        "answered StartTLS with the result %d (%s)%s"
            .formatted(result, name(result), said.map(": "::concat).orElse("")));
  }

  /** The diagnostic message behind the matched name. */
  private static Optional<String> said(Octets heard, int from, int end) {
    return Element.at(heard, from, end)
        .filter(matched -> matched.tag() == OCTET_STRING)
        .flatMap(matched -> Element.at(heard, matched.end(), end))
        .filter(message -> message.tag() == OCTET_STRING && message.end() > message.content())
        .map(message -> Quoted.of(heard.text(message.content(), message.end())));
  }

  private static String name(int result) {
    return switch (result) {
      case 1 -> "operationsError";
      case 2 -> "protocolError";
      case 10 -> "referral";
      case 13 -> "confidentialityRequired";
      case 51 -> "busy";
      case 52 -> "unavailable";
      case 53 -> "unwillingToPerform";
      default -> "see RFC 4511, section 4.1.9";
    };
  }

  private static Step nonsense(Octets heard) {
    return Step.nonsense("answer of LDAP", heard);
  }

  private static boolean isHalfLength(Octets heard) {
    if (heard.size() < 2) {
      return true;
    }
    int first = heard.octet(1);
    int more = first & ~LONG_FORM;
    return first > LONG_FORM && more <= LONGEST_LENGTH && heard.size() < 2 + more;
  }

  /** An element of BER: its tag, and where its content begins and ends. */
  private record Element(int tag, int content, int end) {
    /** The element at a place, if its head can be read and it ends within a limit. */
    static Optional<Element> at(Octets heard, int from, int limit) {
      if (from + 2 > Math.min(limit, heard.size())) {
        return Optional.empty();
      }
      int first = heard.octet(from + 1);
      int more = first < LONG_FORM ? 0 : first & ~LONG_FORM;
      int content = from + 2 + more;
      boolean isKnown = first < LONG_FORM || (more > 0 && more <= LONGEST_LENGTH);
      if (!isKnown || content > heard.size()) {
        return Optional.empty();
      }
      long length = first < LONG_FORM ? first : 0;
      for (int index = from + 2; index < content; index++) {
        length = length << 8 | heard.octet(index);
      }
      return content + length > limit
          ? Optional.empty()
          : Optional.of(new Element(heard.octet(from), content, (int) (content + length)));
    }

    /** The first element within this one, if it is of a kind. */
    Optional<Element> first(Octets heard, int wanted) {
      return at(heard, content, end).filter(element -> element.tag == wanted);
    }
  }
}
