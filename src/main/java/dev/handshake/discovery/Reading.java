package dev.handshake.discovery;

import dev.handshake.target.Target;
import java.util.List;

/** What a list of groups of targets comes to. What it says in words is safe to show and log. */
public sealed interface Reading {
  /**
   * All is well.
   *
   * @param targets in their order, their names unique
   * @param warnings what is accepted and had better be otherwise
   */
  record Whole(List<Target> targets, List<String> warnings) implements Reading {
    public Whole {
      targets = List.copyOf(targets);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Something is wrong.
   *
   * @param complaints every mistake, at least one
   */
  record Refused(List<String> complaints) implements Reading {
    public Refused {
      complaints = List.copyOf(complaints);
    }
  }
}
