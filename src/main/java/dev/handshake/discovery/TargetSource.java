package dev.handshake.discovery;

import dev.handshake.target.Target;
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

  /**
   * Tells all targets of this source, once they are known and again whenever they are others than
   * before. A source that fails tells nothing, so that its last list stays.
   *
   * @param listener may be called on any thread, one call at a time
   */
  void watch(Consumer<List<Target>> listener);
}
