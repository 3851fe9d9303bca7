package dev.handshake.target;

import dev.handshake.reason.Reason;
import java.util.Set;

/** What a target is expected to do with us. */
public sealed interface Expectation {
  /** To let us in. */
  record Accepted() implements Expectation {}

  /**
   * To refuse us: either our certificate (or its absence), or already what our ClientHello offers.
   *
   * @param reasons the refusals that will do; empty for any of our certificate
   * @param status the HTTP statuses that will do as well, whatever they are about; empty where the
   *     offer must be refused, which ends before HTTP
   */
  record Refused(Set<Reason> reasons, Set<Integer> status) implements Expectation {
    /** The words for a refusal of what a ClientHello offers. */
    public static final Set<Reason> OF_OFFER =
        Set.of(
            Reason.CONNECTION_CLOSED,
            Reason.CONNECTION_RESET,
            Reason.PROTOCOL_MISMATCH,
            Reason.CIPHER_MISMATCH,
            Reason.HANDSHAKE_REJECTED);

    public Refused {
      reasons = Set.copyOf(reasons);
      status = Set.copyOf(status);
      boolean any = reasons.stream().anyMatch(OF_OFFER::contains);
      if (any && !(OF_OFFER.containsAll(reasons) && status.isEmpty())) {
        throw new IllegalArgumentException(
            "refused: "
                + reasons
                + " and status "
                + status
                + " (expected: refusals of the offer alone, or none of them)");
      }
    }

    /** Whether the offer itself must be refused, rather than our certificate. */
    public boolean ofOffer() {
      return reasons.stream().anyMatch(OF_OFFER::contains);
    }
  }

  /** Whether the server must refuse what our ClientHello offers. */
  default boolean isRefusalOfOffer() {
    return switch (this) {
      case Accepted() -> false;
      case Refused refused -> refused.ofOffer();
    };
  }

  /** The word of the contract. */
  default String word() {
    return switch (this) {
      case Accepted() -> "accepted";
      case Refused _ -> "refused";
    };
  }
}
