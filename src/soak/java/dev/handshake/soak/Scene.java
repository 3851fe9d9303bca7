package dev.handshake.soak;

import dev.handshake.soak.Door.Manner;

/**
 * Who takes part.
 *
 * @param round how often all faults had their turn
 */
record Scene(Town town, SoakedAgent agent, Visitors visitors, int round) {
  Scene next() {
    return new Scene(town, agent, visitors, round + 1);
  }

  /** Lets a third of the doors become so, another third in each round. */
  void doors(Manner manner) {
    town.doors(round).forEach(door -> door.become(manner));
  }

  /** Opens all doors, and lets everybody answer. */
  void mend() {
    for (int third = 0; third < 3; third++) {
      town.doors(third).forEach(door -> door.become(Manner.OPEN));
    }
    town.names().silent(false);
    town.platform().faults().clear();
  }

  /**
   * Has the agent read its files again.
   *
   * @throws IllegalStateException if it does not answer as it should
   */
  void reload(int expected) {
    int status = visitors.reload();
    if (status != expected) {
      throw new IllegalStateException(
          "POST /-/reload: status %d (expected: %d)".formatted(status, expected));
    }
  }
}
