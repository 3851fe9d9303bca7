package dev.handshake.discovery;

import dev.handshake.target.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Something that names targets, and may name others later. */
public interface TargetSource {
  /** What the source is called in logs and labels. */
  String name();

  /** Whether its last answer was one; empty before it was asked, and of one that never is. */
  default Optional<Boolean> up() {
    return Optional.empty();
  }

  /** When it was last asked and answered; empty before it did, and of one that never is asked. */
  default Optional<Instant> lastSuccess() {
    return Optional.empty();
  }

  /**
   * Whether what it names is the operator's own choice, as if it were configured. What another
   * names is dialled only where discovered targets may be.
   */
  default boolean isOperators() {
    return false;
  }

  /** What it has named already, before anybody watches. */
  default List<Target> known() {
    return List.of();
  }

  /**
   * Tells all targets of this source, once they are known and again whenever they are others than
   * before. A source that fails tells nothing, so that its last list stays.
   *
   * @param listener may be called on any thread, one call at a time
   */
  void watch(Consumer<List<Target>> listener);
}
