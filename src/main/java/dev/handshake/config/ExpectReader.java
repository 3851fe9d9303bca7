package dev.handshake.config;

import dev.handshake.reason.Reason;
import dev.handshake.target.Expectation;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads what a target is expected to do with us. */
final class ExpectReader {
  /** The reasons that say that the server refused our certificate or its absence. */
  static final List<Reason> REFUSALS =
      List.copyOf(
          EnumSet.range(Reason.CLIENT_CERTIFICATE_REQUIRED, Reason.CLIENT_CERTIFICATE_REJECTED));

  /** Those, and the reasons that say that the server refused what our ClientHello offers. */
  private static final List<Reason> ALL =
      Stream.concat(REFUSALS.stream(), Expectation.Refused.OF_OFFER.stream().sorted()).toList();

  private static final String EXPECTED =
      "accepted, refused, or {refused: [reason], status: [code]}";

  private ExpectReader() {}

  static Optional<Expectation> read(Value value) {
    if (value.node() instanceof Node.Mapping) {
      return value.section().map(ExpectReader::refused);
    }
    if (value.node() instanceof Node.Scalar(int _, Node.Kind kind, String word)
        && kind == Node.Kind.STRING) {
      if (word.equals("accepted")) {
        return Optional.of(new Expectation.Accepted());
      }
      if (word.equals("refused")) {
        return Optional.of(new Expectation.Refused(Set.of(), Set.of()));
      }
    }
    value.wrong(EXPECTED);
    return Optional.empty();
  }

  private static Expectation refused(Section section) {
    section.required("refused", "a list of reasons, [] for any");
    Set<Reason> reasons = set(section, "refused", value -> value.oneOf(ALL, Reason::word));
    Set<Integer> status = set(section, "status", value -> value.integer(100, 599));
    section.done();
    return isOneQuestion(section, reasons, status)
        ? new Expectation.Refused(reasons, status)
        : new Expectation.Refused(Set.of(), Set.of());
  }

  /** A refusal of the offer comes before a certificate could be refused, and before HTTP. */
  private static boolean isOneQuestion(Section section, Set<Reason> reasons, Set<Integer> status) {
    Set<Reason> offer = Expectation.Refused.OF_OFFER;
    if (reasons.stream().noneMatch(offer::contains)) {
      return true;
    }
    if (!offer.containsAll(reasons)) {
      section.wrong(
          "refusals of a client certificate (client_certificate_*) or of the offer (the others), not both",
          "refused");
      return false;
    }
    if (!status.isEmpty()) {
      section.wrong("none where the offer must be refused, which ends before HTTP", "status");
    }
    return status.isEmpty();
  }

  private static <T> Set<T> set(Section section, String key, Function<Value, Optional<T>> reader) {
    return new HashSet<>(section.list(key, reader).orElse(List.of()));
  }
}
