package dev.handshake.diagnosis;

import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;

/** The product's own remedies, for tests of what else repeats them. */
public final class Advice {
  private Advice() {}

  /** What to do about a word. */
  public static String of(Finding word) {
    return switch (word) {
      case Reason reason -> Remedies.of(reason);
      case Remark remark -> Remedies.of(remark);
    };
  }
}
