package dev.handshake.web;

import java.util.List;

/** What became of reading the configuration again. */
public sealed interface Reloaded {
  /** It is in force, whether it differs from the one before or not. */
  record Applied() implements Reloaded {}

  /**
   * Nothing has changed.
   *
   * @param complaints all that is wrong, without secrets; at least one
   */
  record Refused(List<String> complaints) implements Reloaded {
    public Refused {
      complaints = List.copyOf(complaints);
      if (complaints.isEmpty()) {
        throw new IllegalArgumentException("complaints: none (expected: at least one)");
      }
    }
  }
}
