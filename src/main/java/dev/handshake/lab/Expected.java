package dev.handshake.lab;

import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import java.util.Optional;
import java.util.Set;

/**
 * What a truthful probe reports of a scenario.
 *
 * @param reason empty for success
 * @param acceptance where it matters
 * @param refusedWith the word of the refusal, where the target must refuse and does
 * @param findings that must be among those reported
 */
public record Expected(
    Optional<Reason> reason,
    Optional<Acceptance> acceptance,
    Optional<Reason> refusedWith,
    Set<Finding> findings) {
  public Expected {
    findings = Set.copyOf(findings);
  }

  public static Expected success() {
    return new Expected(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
  }

  public static Expected failure(Reason reason) {
    return new Expected(Optional.of(reason), Optional.empty(), Optional.empty(), Set.of());
  }

  /** Success of a target that must refuse. */
  public static Expected refusal(Reason word) {
    return new Expected(
        Optional.empty(), Optional.of(Acceptance.REJECTED), Optional.of(word), Set.of());
  }

  /** Success of a target that must refuse what our ClientHello offers. */
  public static Expected refusalOfOffer(Reason word) {
    return new Expected(Optional.empty(), Optional.empty(), Optional.of(word), Set.of());
  }

  public Expected with(Acceptance seen) {
    return new Expected(reason, Optional.of(seen), refusedWith, findings);
  }

  public Expected with(Finding... seen) {
    return new Expected(reason, acceptance, refusedWith, Set.of(seen));
  }

  public boolean succeeds() {
    return reason.isEmpty();
  }

  /** The reason's word, or {@code success}. */
  public String word() {
    return reason.map(Reason::word).orElse("success");
  }
}
