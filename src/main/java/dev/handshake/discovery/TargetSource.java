package dev.handshake.discovery;

import dev.handshake.target.Target;
import java.util.List;
import java.util.function.Consumer;

/** Something that names targets, and may name others later. */
public interface TargetSource {
  /** What the source is called in logs and labels. */
  String name();

  /**
   * Tells all targets of this source, once they are known and again whenever they are others than
   * before. A source that fails tells nothing, so that its last list stays.
   *
   * @param listener may be called on any thread, one call at a time
   */
  void watch(Consumer<List<Target>> listener);
}
