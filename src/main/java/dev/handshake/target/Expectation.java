package dev.handshake.target;

import dev.handshake.reason.Reason;
import java.util.Set;

/** What a target is expected to do with us. */
public sealed interface Expectation {
  /** To let us in. */
  record Accepted() implements Expectation {}

  /**
   * To refuse us.
   *
   * @param reasons the refusals that will do; empty for any
   * @param status the HTTP statuses that will do as well, whatever they are about
   */
  record Refused(Set<Reason> reasons, Set<Integer> status) implements Expectation {
    public Refused {
      reasons = Set.copyOf(reasons);
      status = Set.copyOf(status);
    }
  }

  /** The word of the contract. */
  default String word() {
    return switch (this) {
      case Accepted() -> "accepted";
      case Refused _ -> "refused";
    };
  }
}
